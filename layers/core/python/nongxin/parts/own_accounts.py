"""What other contexts do for stations and payouts of subsidies; `parts` joins it.

It belongs to no context: payments ask for it through their ports, and each verb stays at home.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from nongxin.accounts.interest.settle_county import Post
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reach import own_account
from nongxin.accounts.suspense.suspend_money import suspend_money, suspense_of
from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.time_deposits.open_deposit import DepositParts, OpenDeposit, open_deposit
from nongxin.accounts.time_deposits.renew_deposit import renew_due
from nongxin.accounts.time_deposits.withdraw_deposit import WithdrawDeposit, withdraw_deposit
from nongxin.accounts.transfers.find_payee import find_payee
from nongxin.accounts.transfers.transfer import PayeeNotMatched, same_name
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.posting import Posting
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.repay_loan import RepayLoan, repay_loan
from nongxin.payments.order import Order
from nongxin.payments.ports import OwnActs
from nongxin.payments.problems import NoSuchCard

if TYPE_CHECKING:
    from nongxin.lending.intakes.take_intake import IntakeParts

# A09's terms as the time deposits' rows call them.
_TERMS = {"3M": "TD3M", "6M": "TD6M", "1Y": "TD1Y", "2Y": "TD2Y", "3Y": "TD3Y", "5Y": "TD5Y"}


class Names(Protocol):
    """The customers context, as far as stations and payouts need it."""

    def id_by_id_no(self, id_no: str) -> str | None: ...

    def name_of(self, person_id: str) -> str: ...


@value
class StationAccounts:
    """payments.ports.OwnAccounts over the accounts context."""

    paying: PayingParts
    persons: Names

    def owned(self, account_id: str, by: Principal) -> Account:
        return own_account(account_id, by, self.paying.tiers.ledger)

    def by_number(self, number: str) -> Account:
        try:
            return find_payee(number, self.paying.payees)
        except Missing:
            raise NoSuchCard() from None

    def check_name(self, account: Account, name: str) -> None:
        if not same_name(name, self.paying.names.name_of(account.owner)):
            raise PayeeNotMatched()

    def is_owner(self, account: Account, id_no: str) -> bool:
        return self.persons.id_by_id_no(id_no) == account.owner

    def counted(self, posting: Posting, parties: Sequence[Account]) -> list[Write]:
        return tier_writes(posting, parties, self.paying.tiers)

    def suspended(self, account: Account, amount_fen: int, source: str) -> tuple[str, Write]:
        clock = self.paying.calendar.clock
        row = suspend_money(account, amount_fen, source, self.paying.suspense, clock)
        return suspense_of(account), row


@value
class SubsidyPayees:
    """payments.subsidies.ports.Payees over the accounts and customers contexts."""

    paying: PayingParts
    persons: Names

    def by_number(self, number: str) -> Account:
        return find_payee(number, self.paying.payees)

    def stranger(self, account: Account, id_no: str, name: str) -> str:
        person = self.persons.id_by_id_no(id_no)
        if person is None or person != account.owner:
            return "not-the-owner"
        return "" if same_name(name, self.persons.name_of(person)) else "name-differs"

    def counted(self, posting: Posting, parties: Sequence[Account]) -> list[Write]:
        return tier_writes(posting, parties, self.paying.tiers)


@value
class StationActs:
    """Time deposits and loans, as their owner at a station asks for them."""

    depositing: DepositParts
    servicing: ServicingParts
    intakes: Callable[[], IntakeParts]
    post: Post

    @property
    def acts(self) -> OwnActs:
        return OwnActs(
            acts={
                "save": self.save,
                "unsave": self.unsave,
                "repay": self.repay,
                "intake": self.intake,
            },
            answers={"repay": self.due, "unsave": self.worth},
        )

    def save(self, order: Order, account: Account | None, key: CommandKey) -> Outcome:
        renews = order.typed.of("renew_flag") == "Y"
        product = _TERMS[order.typed.of("term")]
        command = OpenDeposit(_of_card(account), product, order.amount_fen, renews)
        return open_deposit(command, key, self.depositing)

    def unsave(self, order: Order, account: Account | None, key: CommandKey) -> Outcome:
        """Raises Missing for another's certificate."""
        card = _of_card(account)
        certificate = self._own_deposit(order, card)
        command = WithdrawDeposit(certificate.id, None, card)
        return withdraw_deposit(command, key, self.depositing)

    def repay(self, order: Order, account: Account | None, key: CommandKey) -> Outcome:
        """From the loan's own account. Raises Missing for another's loan."""
        command = RepayLoan(order.typed.of("loan_no"), order.amount_fen)
        return repay_loan(command, _owner(_of_card(account)), key, self.servicing)

    def intake(self, order: Order, account: Account | None, key: CommandKey) -> Outcome:
        """Of no card's owner: whoever showed their ID. Raises IntakeStands, NotCustomer, …"""
        # Here: it brings the product factory, which few payments need.
        from nongxin.lending.intakes.take_intake import TakeIntake, take_intake

        typed = order.typed
        command = TakeIntake(
            id_no=typed.of("id_no"),
            phone=typed.of("phone"),
            village=typed.of("village_code"),
            product=typed.of("product"),
            amount_fen=order.amount_fen,
            purpose=typed.of("purpose"),
            consent_sha256=typed.of("consent_photo"),
            taken_by=order.operator_id,
            station_id=order.station.id,
        )
        return take_intake(command, self.intakes())

    def due(self, order: Order, account: Account) -> dict[str, Any]:
        """Raises Missing for another's loan."""
        loan = self.servicing.loans.history(order.typed.of("loan_no")).loan()
        if loan.identity.borrower_id != account.owner:
            raise Missing()
        today = self.servicing.calendar.business_date(loan.identity.entity)
        due, payoff = loan.due_on(today), loan.payoff_on(today)
        return {"due_fen": due.total_fen, "payoff_fen": payoff.total_fen}

    def worth(self, order: Order, account: Account) -> dict[str, Any]:
        """Raises Missing for another's certificate."""
        certificate = self._own_deposit(order, account)
        terms = self.depositing.deposits.get(certificate.id)
        today = self.depositing.books.day(certificate.entity).today
        interest_fen = terms.earned(certificate.balance_fen, today)
        return {"principal_fen": certificate.balance_fen, "interest_fen": interest_fen}

    def _own_deposit(self, order: Order, account: Account) -> Account:
        """As it is once it was renewed as often as it has matured."""
        accounts = self.depositing.books.accounts
        found = accounts.get(order.typed.of("sub_acct"))
        if found.owner != account.owner:
            raise Missing()
        is_renewed = renew_due(found.id, self.depositing, self.post)
        return accounts.get(found.id) if is_renewed else found


def _of_card(account: Account | None) -> Account:
    assert account is not None  # their rows ask for a card
    return account


def _owner(account: Account) -> Principal:
    """The card's owner, whose PIN was right."""
    county = county_of(account.owner)
    counties = frozenset({county})
    return Principal(account.owner, Role.CUSTOMER, county, account.entity, counties, "station")
