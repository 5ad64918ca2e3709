"""Ask that money in suspense be paid to its owner: nothing moves until somebody else agrees."""

from __future__ import annotations

from nongxin.accounts.demand import check_demand
from nongxin.accounts.suspense.suspense import NotTheOwners, SuspenseItem
from nongxin.accounts.suspense.suspense_store import DynamoSuspense
from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account


@value
class AskPayout:
    """`pay_to`: an account of the owner at any of the legal entities; None for cash."""

    item_id: str
    pay_to: Account | None = None


def ask_payout(command: AskPayout, by: Principal, suspense: DynamoSuspense) -> Outcome:
    """Raises Missing, SuspenseElsewhere, NotTheOwners, NotADemandDeposit."""
    item = suspense_in_reach(command.item_id, by, suspense)
    to = command.pay_to
    if to is not None:
        if to.owner != item.owner:
            raise NotTheOwners()
        check_demand(to)
    after = item.asked(to.id if to else "", by.id)
    return Outcome(payout_answer(after), [suspense.save(after)])


def suspense_in_reach(item_id: str, by: Principal, suspense: DynamoSuspense) -> SuspenseItem:
    """Raises Missing, also for another county's."""
    if not by.serves(county_of(item_id)):
        raise Missing()
    return suspense.get(item_id)


def payout_answer(item: SuspenseItem) -> Answer:
    return {"item_id": item.id, "status": item.status.value, "amount_fen": item.amount_fen}
