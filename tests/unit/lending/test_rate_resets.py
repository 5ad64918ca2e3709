"""Rates that follow the LPR of one year: 3.70 % from 2022-01, 3.65 % from 2022-08-22, 3.55 % from
2023-06-20, 3.45 % from 2023-08-21, 3.35 % from 2024-07-22, 3.10 % from 2024-10-21.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nongxin.lending.loans.entries import NewPlan, RateChange, Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.loans.rate_resets import reset_days, resets_due
from nongxin.lending.loans.terms_mapping import terms_from_text, terms_to_text
from nongxin.lending.reckoning.floating import Floating, ResetDay, floating_of
from nongxin.lending.reckoning.schedule import DueDate
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_loan
from tests.unit.lending.histories import after

LENT, END = date(2022, 3, 15), date(2026, 11, 25)
TERMS: dict[str, Any] = {
    "principal_fen": 3_600_000,
    "method": Method.INTEREST_QUARTERLY,
    "term_months": 36,
}


def floating(resets: ResetDay) -> Floating:
    return Floating("LPR", "1Y", Decimal("0.01"), resets)


def history(resets: ResetDay = ResetDay.JANUARY) -> History:
    floats = None if resets is ResetDay.FIXED else floating(resets)
    return History(a_loan(LENT, rate_annual=Decimal("0.047"), floating=floats, **TERMS), (), 1)


def resets(day: ResetDay, today: date = END) -> list[tuple[date, Decimal]]:
    found = resets_due(history(day), today)
    assert {e.booked_on for e in found} <= {today}
    return [(e.on, e.rate_annual) for e in found]


def test_every_first_of_january() -> None:
    assert resets(ResetDay.JANUARY) == [
        (date(2023, 1, 1), Decimal("0.0465")),
        (date(2024, 1, 1), Decimal("0.0445")),
        (date(2025, 1, 1), Decimal("0.0410")),
    ]


def test_every_year_after_lending_but_not_at_the_end() -> None:
    assert resets(ResetDay.ANNIVERSARY) == [
        (date(2023, 3, 15), Decimal("0.0465")),
        (date(2024, 3, 15), Decimal("0.0445")),
    ]


def test_with_the_instalments_where_the_base_has_changed() -> None:
    assert resets(ResetDay.DUE_DATE) == [
        (date(2022, 9, 15), Decimal("0.0465")),
        (date(2023, 9, 15), Decimal("0.0445")),
        (date(2024, 9, 15), Decimal("0.0435")),
        (date(2024, 12, 15), Decimal("0.0410")),
    ]


def test_a_fixed_rate_follows_nothing() -> None:
    assert resets(ResetDay.FIXED) == []
    assert floating_of("YND", Decimal("0.056"), END, Decimal("0.24")) is None


def test_nothing_before_its_day() -> None:
    assert resets(ResetDay.JANUARY, date(2022, 12, 31)) == []
    assert len(resets(ResetDay.JANUARY, date(2023, 1, 1))) == 1


def test_lent_on_29_february_it_is_the_28th_in_other_years() -> None:
    days = reset_days(floating(ResetDay.ANNIVERSARY), date(2024, 2, 29), [date(2028, 3, 1)])
    assert list(days) == [
        date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


def test_made_once_and_interest_turns_with_the_day() -> None:
    """The line from 2022-12-15 to 2023-03-15: 17 days at 4.70 %, 73 at 4.65 %."""
    told = after(history(), *resets_due(history(), date(2023, 1, 1)))
    row = told.loan().dues[3].row
    # 7,990 + 33,945 fen.
    assert (row.from_on, row.interest_fen) == (date(2022, 12, 15), 41_935)
    assert resets_due(told, date(2023, 1, 2)) == []


@pytest.mark.parametrize(("spread", "rate"), [("0.3", "0.24"), ("-0.5", "0")])
def test_never_above_the_ceiling_nor_below_nothing(spread: str, rate: str) -> None:
    wild = Floating("LPR", "1Y", Decimal(spread), ResetDay.JANUARY)
    assert wild.rate_on(LENT) == Decimal(rate)


def test_made_by_hand_is_no_reset() -> None:
    told = after(history(), RateChange(date(2023, 1, 1), END, "st_1", Decimal("0.04")))
    assert len(resets_due(told, END)) == 3


def test_an_early_repayment_makes_no_day_of_reset_and_a_new_plan_does() -> None:
    early = Repayment(date(2022, 9, 1), date(2022, 9, 1), "pn_1", 100_000, "ac_1")
    told = after(history(ResetDay.DUE_DATE), early)
    assert [e.on for e in resets_due(told, date(2022, 12, 1))] == [date(2022, 9, 15)]
    moved = tuple(DueDate(day, day) for day in (date(2022, 9, 20), date(2025, 3, 15)))
    told = after(told, NewPlan(date(2022, 9, 2), date(2022, 9, 2), "st_1", "due_date", moved))
    assert [e.on for e in resets_due(told, date(2022, 12, 1))] == [date(2022, 9, 20)]


def test_a_floating_contract_keeps_its_base_and_spread() -> None:
    terms = history(ResetDay.ANNIVERSARY).base.terms
    assert terms_from_text(terms_to_text(terms)) == terms
