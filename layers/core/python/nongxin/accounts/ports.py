"""What the payments' use cases are given."""

from __future__ import annotations

from typing import Protocol

from nongxin.accounts.store import DynamoAccounts
from nongxin.accounts.suspense.suspense_store import DynamoSuspense
from nongxin.accounts.tiers.tier_limits import TierParts
from nongxin.accounts.transfers.find_payee import PayeeParts
from nongxin.accounts.transfers.payment_store import DynamoPayments
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.ledger.store import LedgerAccounts


class Names(Protocol):
    def name_of(self, person_id: str) -> str:
        """A person's name in clear; raises Missing."""
        ...


class StepUps(Protocol):
    def proof(self, token: str, person_id: str, digest: str) -> str:
        """The token's id; raises StepUpNeeded unless this person just confirmed this digest."""
        ...


@value
class PayingParts:
    accounts: DynamoAccounts
    payments: DynamoPayments
    payees: PayeeParts
    tiers: TierParts
    names: Names
    step_ups: StepUps
    calendar: BusinessCalendar
    suspense: DynamoSuspense

    @property
    def ledger(self) -> LedgerAccounts:
        return self.tiers.ledger

    @property
    def books(self) -> Books:
        return Books(self.ledger, self.calendar)
