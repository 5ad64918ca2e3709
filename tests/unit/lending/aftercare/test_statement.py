"""A statement says in words where there is nothing to list."""

from __future__ import annotations

from decimal import Decimal

from nongxin.lending.aftercare.documents import statement
from nongxin.lending.loans.entries import Pause, RateChange
from tests.unit.lending.histories import a_history, after, back, day, paid


def test_a_changed_rate_is_no_repayment() -> None:
    changed = RateChange(day(1, 10), day(1, 10), "st_1", Decimal("0.05"))
    paused = Pause(day(1, 20), day(1, 20), "st_1", day(1, 25))
    history = after(a_history(), changed, paused)
    records = statement(history, "张三", "优农贷", day(1, 25)).sections[-1]
    assert (records.paragraphs, records.rows) == (("尚无还款记录。",), ())


def test_a_repayment_and_its_reversal_stand_in_one_row() -> None:
    history = after(a_history(), paid(18_600, day(2, 1)), back(1, day(2, 3)))
    records = statement(history, "张三", "优农贷", day(2, 3)).sections[-1]
    assert records.paragraphs == ()
    assert records.rows == (("1", "2024年2月1日", "186.00", "已冲正"),)
