"""Hold money at a counter: the owner keeps it and cannot spend it until the hold ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nongxin.accounts.demand import check_demand
from nongxin.accounts.holds.payment_hold import HoldPurpose, PaymentHold, check_end
from nongxin.accounts.holds.payment_hold_store import DynamoPaymentHolds
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.post import Books


@value
class HoldMoney:
    account_id: str
    amount_fen: int
    purpose: HoldPurpose
    ends_at: datetime


def hold_money(
    command: HoldMoney, by: Principal, key: CommandKey, holds: DynamoPaymentHolds, books: Books
) -> Outcome:
    """Raises HoldEndInvalid, NotADemandDeposit (earnest is paid out), and what `place_hold`
    refuses.
    """
    check_end(command.ends_at, books.calendar.clock.now())
    if command.purpose is HoldPurpose.EARNEST:
        check_demand(books.accounts.latest(command.account_id))
    placed = place_hold(
        PlaceHold(command.account_id, command.amount_fen, command.ends_at), key, books
    )
    hold = PaymentHold(
        id=str(placed.answer["hold_id"]),
        account_id=command.account_id,
        amount_fen=command.amount_fen,
        purpose=command.purpose,
        ends_at=command.ends_at,
        placed_by=by.id,
    )
    return replace(placed, writes=[*placed.writes, holds.add(hold)])
