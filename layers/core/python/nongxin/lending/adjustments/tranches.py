"""The next tranche (分次放款) of a loan that is paid out in several: how much, how often, how long."""

from __future__ import annotations

from datetime import date

from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Conflict, Rule
from nongxin.lending.loans.entries import Draw
from nongxin.lending.loans.history import History
from nongxin.lending.loans.order import in_force
from nongxin.lending.loans.refusals import LoanOverdue


class NoTrancheLeft(Conflict):
    code = "loan-no-tranche-left"
    zh = "该贷款没有可再发放的款项：非分次放款，次数已满或已过发放期"
    en = "No tranche of this loan is left: it has none, all were paid out, or the time is over"


class TrancheTooLarge(Rule):
    code = "loan-tranche-too-large"
    zh = "发放金额超过合同未发放的{left_yuan}元"
    en = "CNY {left_yuan} of the contract have not been paid out"


def next_tranche(history: History, amount_fen: int, today: date, by: str) -> Draw:
    """To a borrower who is not late. Raises NoTrancheLeft, LoanOverdue, TrancheTooLarge."""
    loan, terms = history.loan(), history.base.terms
    entries = (each for _, each in in_force(history.entries))
    drawn = [each.amount_fen for each in entries if isinstance(each, Draw)]
    last_on = add_months(loan.lent_on, terms.tranche_months)
    if len(drawn) >= terms.tranches or today > last_on or loan.rates.stopped_on:
        raise NoTrancheLeft()
    if days := loan.overdue_days(today):
        raise LoanOverdue(days=days)
    left_fen = terms.agreed_fen - terms.principal_fen - sum(drawn)
    if amount_fen > left_fen:
        raise TrancheTooLarge(left_fen=left_fen)
    return Draw(today, today, by, amount_fen, loan.identity.account_id)
