"""Calendar, rates, farm tables and the counts that the rule book promises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from nongxin.catalog import calendar, cards, farming, lending, rules
from nongxin.catalog.rates import RateNotPublished, base_rate
from nongxin.catalog.reading import rows

TODAY = date(2026, 11, 25)


def test_a_make_up_saturday_is_worked_and_a_holiday_is_not() -> None:
    assert calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.known_until() == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2019, 8, 20), "0.0425"),
        (date(2019, 9, 19), "0.0425"),
        (date(2019, 9, 20), "0.0420"),
        (TODAY, "0.0300"),
    ],
)
def test_the_base_rate_is_that_of_the_day(on: date, rate: str) -> None:
    assert base_rate("LPR", "1Y", on).rate_annual == Decimal(rate)


def test_before_the_first_rate_there_is_none() -> None:
    with pytest.raises(RateNotPublished) as refused:
        base_rate("LPR", "1Y", date(2019, 8, 19))
    assert "2019-08-19" in refused.value.sentence("zh")


def test_farm_tables_are_whole() -> None:
    assert len(farming.subsidies()) == 117
    assert len(farming.crop_margins()) == 81
    assert len(farming.livestock()) == 33


def test_the_rule_book_counts_what_it_promises() -> None:
    every = rules.every_rule()
    assert len(every) == 183
    assert sum(len(r.cells) for r in every) == 736
    assert len({r.code for r in every}) == 183
    tables = {
        "subsidy_treatment.csv": 117,
        "crop_margin.csv": 81,
        "livestock.csv": 33,
        "price_grid.csv": 80,
        "score_bands.csv": 48,
        "limit_matrix.csv": 54,
        "collection.csv": 54,
    }
    assert {name: len(list(rows(name))) for name in tables} == tables
    assert 736 + sum(tables.values()) == 1203


def test_eight_cards_with_99_variables_and_356_bins() -> None:
    codes = cards.card_codes(TODAY)
    assert len(codes) == 8
    assert sum(len(cards.card(c, TODAY).variables) for c in codes) == 99
    assert len(list(rows("score_bins.csv"))) == 356


def test_collection_steps_cover_every_day_overdue() -> None:
    steps = lending.collection_steps()
    for day in (1, 7, 8, 30, 31, 90, 91, 180, 181, 900):
        fitting = [s for s in steps if s.dpd_from <= day and (s.dpd_to is None or day <= s.dpd_to)]
        assert len(fitting) == 9


def test_a_tuned_threshold_differs_only_where_it_is_tuned() -> None:
    template = rules.thresholds("YND", "2758", TODAY)
    tuned = rules.thresholds("YND", "2766", TODAY)
    assert {c for c in template if template[c] != tuned[c]} == {"DEB001"}
    assert rules.thresholds("YND", "2766", date(2022, 12, 31)) == template
