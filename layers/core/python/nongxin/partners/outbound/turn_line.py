"""Open a partner's line, so that what waits leaves at once, or pause it."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.value import value
from nongxin.partners.events import LineTurned
from nongxin.partners.outbound.line import LineState
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Partner


@value
class TurnLine:
    """`by`: ops or partner."""

    state: LineState
    by: str


def turn_line(command: TurnLine, partner: Partner, parts: NewsParts) -> Outcome:
    """Raises LineStateSame."""
    line = parts.lines.line(partner.id)
    is_opening = command.state is LineState.OPEN
    after = line.opened(parts.second()) if is_opening else line.paused(command.by)
    told = LineTurned(
        county=partner.county, partner_id=partner.id, state=after.state.value, by=command.by
    )
    answer = {"partner_id": partner.id, "state": after.state.value}
    return Outcome(answer, [parts.lines.save(after, outbox([told], parts.clock))])
