"""Draw (支用) on a line of credit (随借随还): what was repaid may be had again until maturity."""

from __future__ import annotations

from typing import Protocol

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Missing, Rule
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.posting import check_amount
from nongxin.lending.loans.book_entry import book_entry, make
from nongxin.lending.loans.entries import Draw
from nongxin.lending.loans.line_of_credit import drawable_fen, is_line
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.refusals import LoanMatured, LoanOverdue


class NotRevolving(Conflict):
    code = "loan-not-revolving"
    zh = "该贷款不是随借随还，或已停止支用"
    en = "This loan is no line of credit, or none to draw on any more"


class AboveLimit(Rule):
    code = "loan-limit-exceeded"
    zh = "支用金额超过可用额度{available_yuan}元"
    en = "CNY {available_yuan} of the limit can be drawn"


class LineFrozen(Conflict):
    code = "loan-line-frozen"
    zh = "该贷款额度因风险预警已冻结，请联系客户经理"
    en = "The line is frozen by a warning: ask your account officer"


class Watch(Protocol):
    def is_frozen(self, loan_id: str) -> bool:
        """Whether monitoring lets nothing more be drawn."""
        ...


@value
class DrawLoan:
    loan_id: str
    amount_fen: int


def draw_loan(
    command: DrawLoan, by: Principal, key: CommandKey, parts: ServicingParts, watch: Watch
) -> Outcome:
    """Into the account the loan was paid to. Raises Missing (not the borrower), BadAmount,
    NotRevolving, LoanMatured, LoanOverdue, LineFrozen, AboveLimit, AccountNotOpen.
    """
    history = parts.loans.history(command.loan_id)
    loan = history.loan()
    if by.id != loan.identity.borrower_id:
        raise Missing()
    check_amount(command.amount_fen)
    today = parts.calendar.business_date(loan.identity.entity)
    if not is_line(loan):
        raise NotRevolving()
    if today >= loan.matures_on:
        raise LoanMatured(matured_on=loan.matures_on.isoformat())
    if days := loan.overdue_days(today):
        raise LoanOverdue(days=days)
    if watch.is_frozen(command.loan_id):
        raise LineFrozen()
    if command.amount_fen > drawable_fen(loan):
        raise AboveLimit(available_fen=drawable_fen(loan))
    account = loan.identity.account_id
    made = make(history, Draw(today, today, by.id, command.amount_fen, account))
    answer = made.answer | {"amount_fen": command.amount_fen}
    return book_entry(history, made, key, parts, text="LOAN_DRAWN", answer=answer)
