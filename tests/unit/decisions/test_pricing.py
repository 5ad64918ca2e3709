from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.pricing import Price, price_of
from nongxin.products.factory import terms_of
from tests.builders.facts import ENTITY, TODAY, a_request

PLAIN: dict[str, Any] = {}


def _price(
    product: str = "YND", grade: str = "A", *, on: date = TODAY, entity: str = ENTITY, **values: Any
) -> Price:
    term = values.pop("term_months", 12)
    terms = terms_of(product, entity, on)
    return price_of(a_request(product, term_months=term), terms, grade, values)


@pytest.mark.parametrize(
    ("grade", "rate"), [("A", "0.048"), ("B", "0.056"), ("C", "0.064"), ("D", "0.072")]
)
def test_the_farm_loan_is_lpr_and_a_spread_by_grade(grade: str, rate: str) -> None:
    """LPR1Y of 2025-05-20 is 3.00 %; A to C add 180, 260, 340 bp (D's 420 bp is assumed)."""
    assert _price(grade=grade).rate_annual == Decimal(rate)


def test_the_base_is_that_of_the_day() -> None:
    price = _price(on=date(2024, 10, 20))
    assert (price.base_rate, price.base_from) == (Decimal("0.0335"), "2024-07-22")


def test_discounts_add_up_and_show() -> None:
    price = _price(
        grade="B",
        credit_village=True,
        subsidy_acct_same=True,
        subsidy_months_5y=14,
        avg_deposit=2_000_000,
        ontime_years=2,
    )
    assert dict(price.parts) == {
        "grade-B": 260, "PRC007": -20, "PRC008": -10, "PRC009": -20, "PRC010": -40,
    }  # fmt: skip
    assert price.rate_annual == Decimal("0.047")


def test_repaying_on_time_stops_counting_after_three_years() -> None:
    assert _price(ontime_years=9).parts == _price(ontime_years=3).parts


def test_irregular_subsidies_earn_no_discount() -> None:
    assert _price(subsidy_acct_same=True, subsidy_months_5y=4).parts == (("grade-A", 180),)


def test_the_floor_holds() -> None:
    price = _price(
        avg_deposit=9_000_000, ontime_years=3, credit_village=True, subsidy_acct_same=True,
        subsidy_months_5y=60,
    )  # fmt: skip
    assert price.rate_annual == price.floor == Decimal("0.04")


def test_longer_loans_cost_a_little_more() -> None:
    """Term premium of 10 and 20 bp beyond one and two years (assumed)."""
    rates = [_price(term_months=m).rate_annual for m in (6, 12, 13, 24, 25, 36)]
    assert [r - rates[0] for r in rates] == [
        Decimal(x) for x in ("0", "0", "0.001", "0.001", "0.002", "0.002")
    ]


def test_the_poverty_loan_pays_lpr_flat() -> None:
    assert _price("FPD", term_months=12).rate_annual == Decimal("0.030")
    assert _price("FPD", term_months=24).rate_annual == Decimal("0.035")


def test_an_entity_may_add_its_own_margin() -> None:
    assert _price(entity="2701").rate_annual == _price().rate_annual - Decimal("0.002")


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_price_stands_within_floor_and_cap(product: str) -> None:
    terms = terms_of(product, ENTITY, TODAY)
    for grade in "ABCD":
        for term in range(terms.term_min_months, terms.term_max_months + 1):
            price = _price(product, grade, term_months=term)
            assert terms.rate_floor <= price.rate_annual <= terms.rate_cap
