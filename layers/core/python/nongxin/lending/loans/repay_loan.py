"""Repay (还款) from the borrower's own account: allocated by the loan's rules, booked in one
posting. A loan that was written off is repaid in the same way (收回已核销贷款).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.events import LoanRepaid
from nongxin.lending.loans.book_entry import Made, book_entry, make
from nongxin.lending.loans.entries import Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead


class QuoteChanged(Conflict):
    """A quote holds on its day, and until another entry changes it."""

    code = "quote-changed"
    zh = "报价已变：今日应付{now_yuan}元，而非{quoted_yuan}元"
    en = "The quote has changed: CNY {now_yuan} today, not CNY {quoted_yuan}"


@value
class RepayLoan:
    """An amount, or with `quote` ("due", "payoff") exactly what is quoted today: `amount_fen` is
    then what the borrower has seen, or 0 for whatever it is.
    """

    DUE: ClassVar = "due"
    PAYOFF: ClassVar = "payoff"

    loan_id: str
    amount_fen: int
    quote: str = ""
    ahead: Ahead = Ahead.REDUCE_INSTALMENT


def repay_loan(
    command: RepayLoan, by: Principal, key: CommandKey, parts: ServicingParts
) -> Outcome:
    """Raises Missing (not the borrower), QuoteChanged, LoanClosed, RepaymentNotPositive,
    RepaymentAboveDebt, HistoryFull, InsufficientFunds, AccountNotOpen.
    """
    history = parts.loans.history(command.loan_id)
    loan = history.loan()
    if by.id != loan.identity.borrower_id:
        raise Missing()
    today = parts.calendar.business_date(loan.identity.entity)
    amount_fen = _amount(command, loan.due_on(today), loan.payoff_on(today))
    entry = Repayment(today, today, by.id, amount_fen, loan.identity.account_id, command.ahead)
    return take_repayment(history, entry, key, parts)


def take_repayment(
    history: History, entry: Repayment, key: CommandKey, parts: ServicingParts
) -> Outcome:
    """An amount for the loan, whoever asks for it: the borrower, the day close. Raises as above."""
    repaid = history.loan().repay(entry.amount_fen, entry.on, entry.ahead)
    made = make(history, entry)
    is_lost = made.before.status is LoanStatus.WRITTEN_OFF
    answer = made.answer | {
        "amount_fen": entry.amount_fen,
        "paid": asdict(repaid.paid),
        "replanned": repaid.replanned,
    }
    return book_entry(
        history,
        made,
        key,
        parts,
        text="LOAN_RECOVERED" if is_lost else "LOAN_REPAID",
        answer=answer,
        event=repaid_event(made, entry.amount_fen, repaid.paid),
    )


def repaid_event(made: Made, amount_fen: int, paid: Parts) -> LoanRepaid:
    """Of principal what left the books: nothing if it had been written off."""
    identity = made.after.identity
    return LoanRepaid(
        county=identity.county,
        loan_id=identity.id,
        borrower_id=identity.borrower_id,
        entity=identity.entity,
        amount_fen=amount_fen,
        principal_fen=made.before.principal_fen - made.after.principal_fen,
        interest_fen=paid.interest_fen,
        closed=made.after.status is LoanStatus.CLOSED,
    )


def _amount(command: RepayLoan, due: Parts, payoff: Parts) -> int:
    if not command.quote:
        return command.amount_fen
    now_fen = (due if command.quote == RepayLoan.DUE else payoff).total_fen
    if command.amount_fen and command.amount_fen != now_fen:
        raise QuoteChanged(now_fen=now_fen, quoted_fen=command.amount_fen)
    return now_fen
