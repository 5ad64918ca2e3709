"""Settle a loan by a partner's payout (订单回款自动归还): what an order earns repays the loan first,
and the rest is the farmer's, in one transaction.
"""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.value import value
from nongxin.ledger.posting import Leg, check_amount, credit, debit
from nongxin.lending.loans.book_entry import book_entry, make
from nongxin.lending.loans.entries import Repayment
from nongxin.lending.loans.loan import LoanClosed, LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.repay_loan import repaid_event


@value
class SettleByPayout:
    """`source` is the account that the partner's money lies on, `payee` whose the rest is (an
    account each); `partner` stands in the loan's history as who paid.
    """

    loan_id: str
    amount_fen: int
    source: str
    payee: str
    partner: str


def settle_by_payout(command: SettleByPayout, key: CommandKey, parts: ServicingParts) -> Outcome:
    """Answers what the loan took and what went on. Of a loan that is paid off by now nothing is
    taken, and the caller pays out as if there were none: LoanClosed says so.

    Raises LoanClosed, BadAmount, InsufficientFunds, AccountNotOpen.
    """
    check_amount(command.amount_fen)
    history = parts.loans.history(command.loan_id)
    loan = history.loan()
    if loan.status is LoanStatus.CLOSED:
        raise LoanClosed()
    today = parts.calendar.business_date(loan.identity.entity)
    taken_fen = min(command.amount_fen, loan.payoff_on(today).total_fen)
    repaid = loan.repay(taken_fen, today)
    entry = Repayment(today, today, command.partner, taken_fen, command.source)
    made = make(history, entry)
    rest_fen = command.amount_fen - taken_fen
    more: list[Leg] = []
    if rest_fen:
        more = [debit(command.source, rest_fen), credit(command.payee, rest_fen)]
    answer = made.answer | {"repaid_fen": taken_fen, "paid_out_fen": rest_fen}
    told = repaid_event(made, taken_fen, repaid.paid)
    return book_entry(
        history, made, key, parts, text="LOAN_SETTLED", answer=answer, event=told, more=more
    )
