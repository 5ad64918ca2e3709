from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nongxin.lending.aftercare.day_events import told_of
from nongxin.lending.aftercare.reporting.credit_report import (
    AccountStatus,
    Moment,
    months_overdue,
    rows_of,
)
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.events import LoanOverdue
from tests.unit.lending.aftercare.cares import DUE, LENT, a_bullet, a_care

KNOWN = a_care(version=1)


def moments(day: date, **changes: object) -> list[Moment]:
    standing = standing_of(a_bullet(), day)
    before = replace(KNOWN, **changes)  # type: ignore[arg-type]
    return [row.moment for row in rows_of(before, before.after(standing), standing)]


def test_a_new_loan_is_reported_and_an_ordinary_day_is_not() -> None:
    assert moments(LENT + timedelta(days=1), version=0) == [Moment.OPENED]
    assert moments(LENT + timedelta(days=1)) == []


def test_a_month_ends_with_a_row() -> None:
    assert moments(date(2026, 3, 31)) == [Moment.MONTH_END]
    assert moments(date(2026, 4, 29)) == []
    assert moments(date(2026, 4, 30)) == [Moment.MONTH_END]


def test_arrears_and_classes_are_told_when_they_change() -> None:
    assert moments(DUE + timedelta(days=1)) == [Moment.OVERDUE, Moment.CLASSIFIED]
    mention = KNOWN.after(standing_of(a_bullet(), DUE + timedelta(days=1)))
    second = standing_of(a_bullet(), DUE + timedelta(days=2))
    assert rows_of(mention, mention.after(second), second) == []


def test_arrears_by_their_age() -> None:
    day = DUE + timedelta(days=100)
    standing = standing_of(a_bullet(), day)
    row = rows_of(KNOWN, KNOWN.after(standing), standing)[0]
    assert row.status is AccountStatus.OVERDUE
    assert (row.five_class, row.overdue_months, row.repayment_status) == ("3", 4, "4")
    assert row.balance_yuan == 5_000
    assert row.overdue_by_age == (0, 0, 5_000, 0)


def test_the_last_payment_closes_the_account() -> None:
    loan = a_bullet()
    paid = loan.repay(loan.payoff_on(DUE).total_fen, DUE).loan
    standing = standing_of(paid, DUE)
    rows = rows_of(KNOWN, KNOWN.after(standing), standing)
    assert [row.moment for row in rows] == [Moment.REPAID, Moment.CLOSED]
    # 5,000.00 and 365 days at 83.33 fen: 5,304.17 yuan.
    assert (rows[0].paid_yuan, rows[1].repayment_status) == (5_304, "C")


@pytest.mark.parametrize(
    ("days", "months"), [(0, 0), (1, 1), (30, 1), (31, 2), (180, 6), (181, 7), (900, 7)]
)
def test_months_overdue(days: int, months: int) -> None:
    assert months_overdue(days) == months


def test_the_borrower_is_told_of_arrears_with_the_first_row_that_reports_them() -> None:
    care, told, reported = KNOWN, list[date](), list[date]()
    for late in range(-2, 400):
        standing = standing_of(a_bullet(), DUE + timedelta(days=late))
        after = care.after(standing)
        told += [after.day for e in told_of(care, after, standing) if isinstance(e, LoanOverdue)]
        reported += [row.on for row in rows_of(care, after, standing) if row.overdue_months]
        care = after
    assert told[0] == reported[0] == DUE + timedelta(days=1)
