"""Routes of a loan's life for its borrower: draws, refunds, what was entered."""

from __future__ import annotations

from typing import Any

from api_loans.door import CUSTOMER, READERS, app
from api_loans.servicing_contracts import DrawBody, EntryView, HistoryView, MovedView, RefundBody
from nongxin.kernel.http import Call
from nongxin.lending.adjustments.adjustment_rules import LoanMatured, LoanOverdue
from nongxin.lending.loans.draw_loan import (
    AboveLimit,
    DrawLoan,
    LineFrozen,
    NotRevolving,
    draw_loan,
)
from nongxin.lending.loans.entries import Entry, Reversal
from nongxin.lending.loans.entry_mapping import NAMES
from nongxin.lending.loans.history import History
from nongxin.lending.loans.read_loan import loan_in_reach
from nongxin.lending.loans.refund_credit import NoCredit, RefundCredit, refund_credit
from nongxin.parts import parts


@app.post("/{loan_id}/draws", body=DrawBody, returns=MovedView, status=201, roles=CUSTOMER,
          errors=(NotRevolving, AboveLimit, LineFrozen, LoanMatured, LoanOverdue),
          summary="Draw on one's own line of credit (随借随还)")  # fmt: skip
def draw(call: Call, body: DrawBody, loan_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = DrawLoan(loan_id, body.amount_fen)
    done = p.post_money(key, lambda: draw_loan(command, person, key, p.servicing, p.cares))
    return MovedView(**done.answer), done.replayed


@app.post("/{loan_id}/refunds", body=RefundBody, returns=MovedView, status=201, roles=CUSTOMER,
          errors=(NoCredit,),
          summary="Have back what was paid too much on one's own loan")  # fmt: skip
def refund(call: Call, body: RefundBody, loan_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = RefundCredit(loan_id)
    done = p.post_money(key, lambda: refund_credit(command, person, key, p.servicing))
    return MovedView(**done.answer), done.replayed


@app.get("/{loan_id}/entries", returns=HistoryView, roles=READERS,
         summary="What was entered in a loan's history, in its order")  # fmt: skip
def read_entries(call: Call, loan_id: str) -> Any:
    p = parts()
    loan_in_reach(loan_id, call.person, p.loans)
    history = p.loans.history(loan_id, consistent=False)
    views = [_entry(nr, entry, history) for nr, entry in enumerate(history.entries, start=1)]
    return HistoryView(loan_id=loan_id, entries=views)


def _entry(nr: int, entry: Entry, history: History) -> EntryView:
    gone = any(isinstance(each, Reversal) and each.of == nr for each in history.entries)
    return EntryView(
        nr=nr,
        kind=NAMES[type(entry)],
        on=entry.on.isoformat(),
        booked_on=entry.booked_on.isoformat(),
        by=entry.by,
        amount_fen=getattr(entry, "amount_fen", 0),
        reversed=gone,
    )
