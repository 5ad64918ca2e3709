"""Routes of loans: what is owed, the plan, a quote, a repayment."""

from __future__ import annotations

from typing import Any

from api_loans.contracts import (
    LoanList,
    LoanView,
    QuoteView,
    RepaymentBody,
    RepaymentView,
    ScheduleView,
)
from api_loans.door import CUSTOMER, READERS, app
from api_loans.views import loan_view, quote_view, schedule_view
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING
from nongxin.ledger.account import InsufficientFunds
from nongxin.lending.loans.loan import LoanClosed, RepaymentAboveDebt
from nongxin.lending.loans.read_loan import loan_in_reach, loans_of
from nongxin.lending.loans.repay_loan import QuoteChanged, RepayLoan, repay_loan
from nongxin.lending.reckoning.replan import Ahead
from nongxin.parts import parts


@app.get("/", returns=LoanList, roles=CUSTOMER, query=PAGING,
         summary="One's own loans, newest first")  # fmt: skip
def list_loans(call: Call) -> Any:
    p = parts()
    today = p.calendar.business_date(call.person.entity)
    # By applications: one that led to no loan makes a page shorter, not the list.
    page, following = call.page_of(p.applications.ids_of(call.person.id))
    found = loans_of(page, p.loans)
    return LoanList(loans=[loan_view(loan, today) for loan in found], cursor=following)


@app.get("/{loan_id}", returns=LoanView, roles=READERS, summary="A loan and what is left of it")
def read_loan(call: Call, loan_id: str) -> Any:
    p = parts()
    loan = loan_in_reach(loan_id, call.person, p.loans)
    return loan_view(loan, p.calendar.business_date(loan.identity.entity))


@app.get("/{loan_id}/schedule", returns=ScheduleView, roles=READERS, summary="The repayment plan")
def read_schedule(call: Call, loan_id: str) -> Any:
    return schedule_view(loan_in_reach(loan_id, call.person, parts().loans))


@app.get("/{loan_id}/quote", returns=QuoteView, roles=READERS,
         summary="What is due today, and what would close the loan today")  # fmt: skip
def quote(call: Call, loan_id: str) -> Any:
    p = parts()
    loan = loan_in_reach(loan_id, call.person, p.loans)
    return quote_view(loan, p.calendar.business_date(loan.identity.entity))


@app.post("/{loan_id}/repayments", body=RepaymentBody, returns=RepaymentView, status=201,
          roles=CUSTOMER, summary="Repay from the borrower's own account",
          errors=(LoanClosed, RepaymentAboveDebt, QuoteChanged, InsufficientFunds))  # fmt: skip
def repay(call: Call, body: RepaymentBody, loan_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = RepayLoan(loan_id, body.amount_fen or 0, body.quote or "", Ahead(body.ahead))
    done = p.post_money(key, lambda: repay_loan(command, person, key, p.servicing))
    return RepaymentView(**done.answer), done.replayed
