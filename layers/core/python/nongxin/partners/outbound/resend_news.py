"""Send messages once more that were sent, or given up, before: same id, same number, same bytes."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.value import value
from nongxin.partners.events import LineTurned
from nongxin.partners.outbound.line import MOST_AGAIN, TooManyAgain
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Partner


@value
class ResendNews:
    """From one number to another, both included; what was not sent yet leaves in its turn."""

    first: int
    last: int
    by: str


def resend_news(command: ResendNews, partner: Partner, parts: NewsParts) -> Outcome:
    """Answers how many will be sent again. Raises Missing (there is none), TooManyAgain."""
    line = parts.lines.line(partner.id)
    last = min(command.last, line.sent)
    if command.first < 1 or command.first > last:
        raise Missing()
    if last - command.first >= MOST_AGAIN:
        raise TooManyAgain(most=MOST_AGAIN)
    after = line.with_again(range(command.first, last + 1))
    told = LineTurned(
        county=partner.county, partner_id=partner.id, state=after.state.value, by=command.by
    )
    answer = {"partner_id": partner.id, "waiting": len(after.again)}
    return Outcome(answer, [parts.lines.save(after, outbox([told], parts.clock))])
