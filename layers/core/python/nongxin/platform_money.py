"""What accounts and lending do for platforms' payouts; `parts` joins it.

It belongs to no context: partners ask for it through their ports, and each verb stays at home.
"""

from __future__ import annotations

from collections.abc import Callable

from nongxin.accounts.number import NumberInvalid
from nongxin.accounts.transfers.find_payee import PayeeParts, find_payee
from nongxin.customers.store import Persons
from nongxin.kernel.commands import Answer, CommandKey, Done, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import sibling
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.lending.applications.application import Status
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.settle_by_payout import SettleByPayout, settle_by_payout


@value
class PlatformMoney:
    """partners' `Payees`, and payouts settled. `post` books a command whose key is its posting."""

    payees: PayeeParts
    persons: Persons
    applications: DynamoApplications
    servicing: ServicingParts
    post: Callable[[CommandKey, Callable[[], Outcome]], Done]

    def account_of(self, id_no: str, account_no: str) -> str | None:
        """The account of this number, if it is open and this very person's."""
        try:
            account = find_payee(account_no, self.payees)
        except (Missing, NumberInvalid):
            return None
        return account.id if account.owner == self.persons.id_by_id_no(id_no) else None
