"""Say of a message that was given up that nothing is to be done: its alarm ends."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.partners.outbound.message import State
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Partner


def dismiss_news(sequence: int, partner: Partner, parts: NewsParts) -> Outcome:
    """Raises Missing: there is no such message, or nobody gave it up."""
    message = parts.lines.find(partner.id, sequence)
    if message is None or message.state is not State.DEAD:
        raise Missing()
    line = parts.lines.line(partner.id).dealt_with()
    answer = {"sequence": sequence, "state": State.DISMISSED.value}
    return Outcome(answer, [parts.lines.save(line), parts.lines.save_message(message.dismissed())])
