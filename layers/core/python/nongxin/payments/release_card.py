"""Release a card that a rule stopped at stations: staff have looked at it, and say why."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.payments.held_store import DynamoHeldCards


@value
class ReleaseCard:
    account_id: str
    reason: str


def release_card(command: ReleaseCard, by: Principal, cards: DynamoHeldCards) -> Outcome:
    """Raises Missing, NotHeld."""
    if not by.serves(county_of(command.account_id, "ac")):
        raise Missing()
    held = cards.get(command.account_id)
    if held is None:
        raise Missing()
    after = held.released(by.id, command.reason)
    return Outcome({"account_id": after.account_id}, [cards.save(after)])
