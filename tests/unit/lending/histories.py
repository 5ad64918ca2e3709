"""A loan whose figures one can do in the head: 36,000.00 yuan at 6 % are 6.00 a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.lending.loans.entries import Entry, Repayment, Reversal
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_loan

LENT = date(2024, 1, 1)
DUE = date(2024, 2, 1)  # 31 days: 186.00 yuan
A_DAY, PRINCIPAL = 600, 3_600_000
ACCOUNT = "ac_1"


def day(month: int, number: int) -> date:
    return date(2024, month, number)


def a_history(**terms: Any) -> History:
    usual: dict[str, Any] = {"principal_fen": PRINCIPAL, "method": Method.INTEREST_MONTHLY}
    return History(a_loan(LENT, **(usual | terms)), (), 1)


def paid(amount_fen: int, on: date, booked_on: date | None = None,
         ahead: Ahead = Ahead.REDUCE_INSTALMENT) -> Repayment:  # fmt: skip
    return Repayment(on, booked_on or on, "pn_1", amount_fen, ACCOUNT, ahead)


def back(of: int, on: date) -> Reversal:
    return Reversal(on, on, "st_1", of)


def after(history: History, *entries: Entry) -> History:
    for entry in entries:
        history = history.with_entry(entry)
    return history


def loan_after(*entries: Entry, **terms: Any) -> Loan:
    return after(a_history(**terms), *entries).loan()
