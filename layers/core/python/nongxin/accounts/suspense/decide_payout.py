"""Decide on a payout of money in suspense: with the second pair of eyes it is paid, once."""

from __future__ import annotations

from nongxin.accounts.events import CashWithdrawn
from nongxin.accounts.suspense.ask_payout import payout_answer, suspense_in_reach
from nongxin.accounts.suspense.suspend_money import SUSPENSE
from nongxin.accounts.suspense.suspense import SuspenseItem
from nongxin.accounts.suspense.suspense_store import DynamoSuspense
from nongxin.accounts.tiers.tier_limits import TierParts, tier_writes
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord

_PAID = "SUSPENSE_PAID"


@value
class DecidePayout:
    item_id: str
    approves: bool


@value
class PayoutParts:
    suspense: DynamoSuspense
    tiers: TierParts

    @property
    def books(self) -> Books:
        return Books(self.tiers.ledger, self.tiers.calendar)


def decide_payout(
    command: DecidePayout, by: Principal, key: CommandKey, parts: PayoutParts
) -> Outcome:
    """Raises Missing, SuspenseElsewhere, SuspenseFourEyes, AccountNotOpen, and the limits of a Ⅱ or
    Ⅲ class account.
    """
    item = suspense_in_reach(command.item_id, by, parts.suspense)
    after = item.decided(by.id, approves=command.approves)
    if not command.approves:
        return Outcome(payout_answer(after), [parts.suspense.save(after)], JournalRecord())
    county = county_of(item.account_id)
    target = item.pay_to or general(county, item.entity, "vault_cash")
    source = general(county, item.entity, SUSPENSE)
    posting = Posting(_PAID, None, None, [debit(source, item.amount_fen),
                                          credit(target, item.amount_fen)])  # fmt: skip
    parties = [parts.books.accounts.get(item.pay_to)] if item.pay_to else []
    limited = tier_writes(posting, parties, parts.tiers)
    events = outbox(_told(item), parts.books.calendar.clock)
    booked = book(posting, key, parts.books, events)
    return booked.outcome(payout_answer(after), parts.suspense.save(after), *limited)


def _told(item: SuspenseItem) -> list[CashWithdrawn]:
    """Cash is seen by those who watch it; to an account of one's own it is no payment."""
    if item.pay_to:
        return []
    county = county_of(item.account_id)
    return [
        CashWithdrawn(
            county=county,
            account_id=item.account_id,
            entity=item.entity,
            amount_fen=item.amount_fen,
        )
    ]
