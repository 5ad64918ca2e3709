"""Repay (还款) from the borrower's own account: allocated by the loan's rules, booked in one
posting.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.ledger.store import LedgerAccounts
from nongxin.lending.allocation import Parts
from nongxin.lending.disburse_loan import principal_account
from nongxin.lending.events import LoanRepaid
from nongxin.lending.loan import Loan, LoanStatus, Repaid
from nongxin.lending.loan_store import DynamoLoans


@dataclass(frozen=True)
class RepayLoan:
    loan_id: str
    amount_fen: int


@dataclass(frozen=True)
class RepayingParts:
    loans: DynamoLoans
    ledger: LedgerAccounts
    calendar: BusinessCalendar


def repay_loan(command: RepayLoan, by: Principal, key: CommandKey, parts: RepayingParts) -> Outcome:
    """Raises Missing (not the borrower), the loan's refusals, InsufficientFunds, AccountNotOpen."""
    loan = parts.loans.get(command.loan_id, consistent=True)
    if by.id != loan.identity.borrower_id:
        raise Missing()
    return take_repayment(loan, command.amount_fen, key, parts)


def take_repayment(loan: Loan, amount_fen: int, key: CommandKey, parts: RepayingParts) -> Outcome:
    """An amount from the borrower's account, today, whoever asks for it: the borrower, the day
    close. Raises the loan's refusals, InsufficientFunds, AccountNotOpen.
    """
    booked_on = parts.calendar.business_date(loan.identity.entity)
    repaid = loan.repay(amount_fen, booked_on)
    posting = Posting("LOAN_REPAID", booked_on, booked_on, _legs(loan, repaid.paid))
    told = _told(repaid, amount_fen)
    books = Books(parts.ledger, parts.calendar)
    try:
        booked = book(posting, key, books, outbox([told], parts.calendar.clock))
    except InsufficientFunds:
        _must_be_newest(loan, parts)
        raise
    return booked.outcome(_answer(repaid, amount_fen), parts.loans.save(repaid.loan))


def _must_be_newest(loan: Loan, parts: RepayingParts) -> None:
    """Raises StaleRecord if another repayment came between reading the loan and its accounts.

    Then the shortfall is only what that one has paid already, from either account.
    """
    if parts.loans.get(loan.identity.id, consistent=True).version != loan.version:
        raise StaleRecord()


def _legs(loan: Loan, paid: Parts) -> list[Leg]:
    """Interest is paid to the receivables: the day close makes income of it, see aftercare."""
    identity = loan.identity
    home = (identity.county, identity.entity)
    to = [
        (principal_account(identity.id), paid.principal_fen),
        (general(*home, "interest_receivable"), paid.interest_fen),
        (general(*home, "penalty_receivable"), paid.penalty_fen + paid.compound_fen),
        (general(*home, "fee_income"), paid.fee_fen),
    ]
    credits = [credit(account, amount_fen) for account, amount_fen in to if amount_fen]
    return [debit(identity.account_id, paid.total_fen), *credits]


def _answer(repaid: Repaid, amount_fen: int) -> dict[str, object]:
    return {
        "loan_id": repaid.loan.identity.id,
        "amount_fen": amount_fen,
        "paid": asdict(repaid.paid),
        "principal_left_fen": repaid.loan.principal_fen,
        "status": repaid.loan.status.value,
        "replanned": repaid.replanned,
    }


def _told(repaid: Repaid, amount_fen: int) -> LoanRepaid:
    identity, paid = repaid.loan.identity, repaid.paid
    return LoanRepaid(
        county=identity.county,
        loan_id=identity.id,
        borrower_id=identity.borrower_id,
        entity=identity.entity,
        amount_fen=amount_fen,
        principal_fen=paid.principal_fen,
        interest_fen=paid.interest_fen,
        closed=repaid.loan.status is LoanStatus.CLOSED,
    )
