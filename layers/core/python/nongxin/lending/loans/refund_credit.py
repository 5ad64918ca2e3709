"""Refund (退还多还款) what the borrower has paid too much, into the account the loan is repaid from."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.loans.book_entry import book_entry, make
from nongxin.lending.loans.entries import Refund
from nongxin.lending.loans.ports import ServicingParts


class NoCredit(Conflict):
    code = "loan-no-credit"
    zh = "该贷款没有多还款"
    en = "Nothing was paid too much on this loan"


@value
class RefundCredit:
    """All of it."""

    loan_id: str


def refund_credit(
    command: RefundCredit, by: Principal, key: CommandKey, parts: ServicingParts
) -> Outcome:
    """Raises Missing (not the borrower), NoCredit, AccountNotOpen."""
    history = parts.loans.history(command.loan_id)
    loan = history.loan()
    if by.id != loan.identity.borrower_id:
        raise Missing()
    if not loan.credit_fen:
        raise NoCredit()
    today = parts.calendar.business_date(loan.identity.entity)
    refund = Refund(today, today, by.id, loan.credit_fen, loan.identity.account_id)
    made = make(history, refund)
    answer = made.answer | {"amount_fen": loan.credit_fen}
    return book_entry(history, made, key, parts, text="LOAN_REFUNDED", answer=answer)
