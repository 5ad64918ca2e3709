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
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.lending.applications.application import Status
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.settle_by_payout import SettleByPayout, settle_by_payout


@value
class Paying:
    """Fen from a platform's account (`source`) to a merchant's (`payee`)."""

    partner: str
    source: str
    payee: str
    fen: int


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
        account = self._open(account_no)
        is_own = account and account.owner == self.persons.id_by_id_no(id_no)
        return account.id if account and is_own else None

    def account_named(self, account_no: str) -> str | None:
        account = self._open(account_no)
        return account.id if account else None

    def settle(self, once: CommandKey, payout: Paying) -> Answer:
        """Loans through the platform first, oldest first; the rest is the merchant's.

        Answers `repaid_fen` and `paid_out_fen`, the first answer to every repeat. Raises
        InsufficientFunds (of the platform), AccountNotOpen.
        """
        return self.post(once, lambda: self._outcome(once, payout)).answer

    def _outcome(self, once: CommandKey, payout: Paying) -> Outcome:
        loan_id = self._first_open(payout)
        if loan_id:
            command = SettleByPayout(
                loan_id, payout.fen, payout.source, payout.payee, payout.partner
            )
            return settle_by_payout(command, once, self.servicing)
        legs = [debit(payout.source, payout.fen), credit(payout.payee, payout.fen)]
        booked = book(Posting("PLATFORM_PAYOUT", None, None, legs), once, self.servicing.books)
        return booked.outcome({"repaid_fen": 0, "paid_out_fen": payout.fen})

    def _first_open(self, payout: Paying) -> str:
        """The oldest loan through this platform that is not paid off; "" if there is none."""
        owner = self.servicing.ledger.get(payout.payee).owner
        for application_id in reversed(self.applications.ids_of(owner)):
            application = self.applications.get(application_id)
            checkout = application.checkout
            if application.status is not Status.DISBURSED or checkout is None:
                continue
            loan_id = sibling(application_id, "ln")
            is_open = self.servicing.loans.get(loan_id).status is not LoanStatus.CLOSED
            if checkout.partner == payout.partner and is_open:
                return loan_id
        return ""

    def _open(self, account_no: str) -> Account | None:
        try:
            return find_payee(account_no, self.payees)
        except (Missing, NumberInvalid):
            return None
