"""Figures by hand: 500,000 fen at 6 % bear 83.33 fen a day; overdue at 9 % 125 fen a day, and
compound interest on the 30,417 fen of interest that were due 7.60 fen a day.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.kernel.errors import Problem
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.classes import LoanClass
from nongxin.lending.aftercare.day_events import told_of
from nongxin.lending.aftercare.figures import Figures
from nongxin.lending.aftercare.standing import standing_of
from nongxin.lending.events import LoanClassified, LoanOverdue, RepaymentDue
from tests.unit.lending.aftercare.cares import (
    DUE,
    LENT,
    a_bullet,
    a_care,
    closed_on,
    overdue_by,
)


def test_a_day_earns_its_interest_once() -> None:
    tenth = closed_on(a_care(), a_bullet(), LENT + timedelta(days=10))
    assert tenth.figures == Figures(833, 0, 0, 833, 833, 5_000)
    again = closed_on(tenth, a_bullet(), LENT + timedelta(days=11))
    assert again.moved == Figures(917 - 833, 0, 0, 84, 84, 0)


def test_ninety_days_accrue_and_the_next_takes_back_what_did_not_come_in() -> None:
    last = overdue_by(90)
    assert (last.accrues, last.loan_class) == (True, LoanClass.SPECIAL_MENTION)
    late_fen = 90 * 125 + 684
    assert last.figures == Figures(30_417, late_fen, 0, 42_351, 42_351, 15_000)
    after = overdue_by(91, last)
    assert (after.accrues, after.loan_class) == (False, LoanClass.SUBSTANDARD)
    owed_fen = 30_417 + 91 * 125 + 692
    assert after.figures == Figures(0, 0, owed_fen, 42_351, 42_351, 130_000)
    assert after.moved == Figures(-30_417, -late_fen, owed_fen, 0, 0, 115_000)


def test_what_comes_in_of_a_loan_that_does_not_accrue_is_income_then() -> None:
    off = overdue_by(91, overdue_by(90))
    paid_on = DUE + timedelta(days=100)
    some = a_bullet().repay(20_000, paid_on).loan
    after = closed_on(off, some, paid_on)
    # At 90 days and later principal is paid first: nothing of it is income.
    assert some.received.principal_fen == 20_000
    assert (after.figures.interest_fen, after.accrues) == (0, False)
    whole = some.repay(some.payoff_on(paid_on).total_fen, paid_on).loan
    done = closed_on(after, whole, paid_on + timedelta(days=1))
    received = whole.received
    assert done.figures.interest_fen == received.interest_fen == 30_417
    assert done.figures.late_fen == received.penalty_fen + received.compound_fen
    assert (done.figures.off_balance_fen, done.figures.provision_fen) == (0, 0)
    assert done.is_closed
    # 增值税: only what exceeds the 42,351 fen that were taxed while it accrued.
    income_fen = done.figures.interest_fen + done.figures.late_fen
    assert done.figures.taxed_fen == done.figures.counted_fen == income_fen > 42_351


def test_a_day_left_out_is_made_up_for() -> None:
    by_day = a_care()
    for ahead in range(1, 40):
        by_day = closed_on(by_day, a_bullet(), LENT + timedelta(days=ahead))
    at_once = closed_on(a_care(), a_bullet(), LENT + timedelta(days=39))
    assert by_day.figures == at_once.figures
    passed = by_day.passed_over(LENT + timedelta(days=40))
    assert passed.moved == Figures()
    assert passed.figures == by_day.figures


def test_interest_of_a_farmers_small_loan_is_not_taxed() -> None:
    care = a_care()
    farmer = a_care(
        borrowing=care.borrowing.__class__(**{**vars(care.borrowing), "product": "YND"})
    )
    tenth = closed_on(farmer, a_bullet(), LENT + timedelta(days=10))
    assert (tenth.figures.counted_fen, tenth.figures.taxed_fen) == (833, 0)


def test_a_bad_loan_gets_better_after_six_months_in_time() -> None:
    loan = a_bullet(term_months=36)
    bad = a_care(loan_class=LoanClass.SUBSTANDARD, overdue_days=120)
    first = closed_on(bad, loan, date(2026, 6, 1))
    assert (first.loan_class, first.clean_since) == (LoanClass.SUBSTANDARD, date(2026, 6, 1))
    assert closed_on(first, loan, date(2026, 11, 30)).loan_class is LoanClass.SUBSTANDARD
    assert closed_on(first, loan, date(2026, 12, 1)).loan_class is LoanClass.NORMAL


def confirmed(care: Care, finding: str, *, holds: bool) -> Care:
    return care.asked(finding, "st_1", LENT, holds=holds).decided(
        finding, "st_2", LENT, approves=True
    )


def test_a_finding_counts_until_it_is_cleared_and_then_for_its_cure() -> None:
    found = confirmed(a_care(), "bankrupt", holds=True)
    lost = closed_on(found, a_bullet(), LENT + timedelta(days=1))
    assert lost.loan_class is LoanClass.LOSS
    assert lost.figures.provision_fen == 500_000
    cleared = closed_on(
        confirmed(lost, "bankrupt", holds=False), a_bullet(), LENT + timedelta(days=2)
    )
    assert cleared.loan_class is LoanClass.SUBSTANDARD
    with pytest.raises(Problem, match="finding"):
        a_care().asked("rumour", "st_1", LENT, holds=True)


def test_what_is_told_of_a_day() -> None:
    due = standing_of(a_bullet(), DUE - timedelta(days=3))
    before = a_care()
    after = before.after(due)
    (event,) = told_of(before, after, due)
    assert isinstance(event, RepaymentDue)
    assert (event.due_on, event.amount_fen) == (str(DUE), 530_417)
    due = standing_of(a_bullet(), DUE)
    assert list(told_of(after, after.after(due), due)) == []
    late = standing_of(a_bullet(), DUE + timedelta(days=1))
    overdue, classified = told_of(after, after.after(late), late)
    assert isinstance(overdue, LoanOverdue)
    assert (overdue.days, overdue.step) == (1, "sms")
    assert isinstance(classified, LoanClassified)
    assert (classified.before, classified.after) == ("normal", "special_mention")
    second = standing_of(a_bullet(), DUE + timedelta(days=2))
    assert list(told_of(after.after(late), after.after(late).after(second), second)) == []


def test_history_has_a_line_for_each_change() -> None:
    care = overdue_by(400, overdue_by(100, overdue_by(1)))
    assert [each.zh for _, each in care.history] == ["关注", "次级", "损失"]
