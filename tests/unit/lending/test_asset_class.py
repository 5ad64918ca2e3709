from datetime import date

import pytest

from nongxin.lending.asset_class import AssetClass, accrues, asset_class, provision_fen, tax_in

NEW, OLD = date(2023, 7, 1), date(2023, 6, 30)


@pytest.mark.parametrize(
    ("days", "on", "name"),
    [
        (0, NEW, "normal"), (1, NEW, "watched"), (90, NEW, "watched"), (91, NEW, "substandard"),
        (270, NEW, "substandard"), (271, NEW, "doubtful"), (360, NEW, "doubtful"),
        (361, NEW, "loss"), (90, OLD, "watched"), (180, OLD, "substandard"), (181, OLD, "doubtful"),
        (400, OLD, "doubtful"),
    ],
)  # fmt: skip
def test_the_class_follows_the_days_and_the_rules_of_the_day(
    days: int, on: date, name: str
) -> None:
    assert asset_class(days, on) == name


def test_provisions_by_class() -> None:
    assert [provision_fen(10_000, name) for name in AssetClass] == [100, 200, 2_500, 5_000, 10_000]


def test_interest_is_accrued_up_to_ninety_days() -> None:
    assert accrues(90) and not accrues(91)


def test_income_and_tax_add_up() -> None:
    assert tax_in(10_300) == (10_000, 300)
    assert all(sum(tax_in(fen)) == fen for fen in range(200))
