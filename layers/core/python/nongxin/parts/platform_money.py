"""What accounts and lending do for platforms' payouts; `parts` joins it.

It belongs to no context: partners ask for it through their ports, and each verb stays at home.
"""

from __future__ import annotations

from nongxin.accounts.number import NumberInvalid
from nongxin.accounts.transfers.find_payee import PayeeParts, find_payee
from nongxin.customers.store import Persons
from nongxin.kernel.commands import Answer
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.store import LedgerAccounts
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.payouts.payout import PayoutName
from nongxin.lending.payouts.settle_from_payout import (
    PayoutParts,
    SettleFromPayout,
    settle_from_payout,
)


@value
class PlatformMoney:
    """partners' `Payees`, and payouts settled."""

    payees: PayeeParts
    persons: Persons
    ledger: LedgerAccounts
    payouts: PayoutParts
    applications: DynamoApplications

    def account_of(self, id_no: str, account_no: str) -> str | None:
        """The account of this number, if it is open and this very person's."""
        account = self._open(account_no)
        is_own = account and account.owner == self.persons.id_by_id_no(id_no)
        return account.id if account and is_own else None

    def account_named(self, account_no: str) -> str | None:
        account = self._open(account_no)
        return account.id if account else None

    def person_of(self, id_no: str) -> str | None:
        return self.persons.id_by_id_no(id_no)

    def is_free(self, application_id: str) -> bool:
        """Whether nothing came of an application, nor can any more."""
        found = self.applications.get(application_id, consistent=True)
        return found.is_ended and found.status is not Status.DISBURSED

    def lent_for(self, application_id: str) -> int | None:
        """What an application's loan has paid its seller, fen; None while that is open."""
        found = self.applications.get(application_id, consistent=True)
        if found.status is Status.DISBURSED and found.offer is not None:
            return found.offer.amount_fen
        return 0 if found.is_ended else None

    def settle(
        self, name: PayoutName, source: str, payee: str, amount_fen: int, first: str = ""
    ) -> Answer:
        """Order loans first, `first` before the others, the rest is the merchant's.

        Answers `repaid_fen` and `paid_fen`, the first answer to every repeat. Raises
        InsufficientFunds (of the platform), AccountNotOpen.
        """
        merchant = self.ledger.get(payee).owner
        command = SettleFromPayout(name, merchant, amount_fen, source, payee, first)
        return settle_from_payout(command, self.payouts).answer

    def _open(self, account_no: str) -> Account | None:
        try:
            return find_payee(account_no, self.payees)
        except (Missing, NumberInvalid):
            return None
