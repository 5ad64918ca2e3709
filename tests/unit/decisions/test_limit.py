from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.decisions.facts import typed
from nongxin.decisions.limit import Limit, Standing, limit_of, term_factor
from nongxin.decisions.needed import DERIVED, needed
from nongxin.products.factory import terms_of
from tests.builders.facts import ENTITY, TODAY, a_request, good_facts

GOOD = Standing(band=1, rate_annual=Decimal("0.05"))


def _limit(product: str = "YND", standing: Standing = GOOD, **changed: Any) -> Limit:
    request_changes = {k: changed.pop(k) for k in ("term_months", "guarantee") if k in changed}
    values, gaps = typed(good_facts(product, **changed), needed(product, ENTITY, TODAY) - DERIVED)
    assert not gaps
    terms = terms_of(product, ENTITY, TODAY)
    return limit_of(a_request(product, **request_changes), terms, values, standing)


def test_the_farm_loan_formula_by_hand() -> None:
    """0.6 x 62,000 + 0.15 x 260,000 + 300 x 9.5 + 150 x 3 + 0.3 x 35,000 + 1.5 x 960
    + 5,000 x 2 - 0.5 x 5,000 = 98,940 yuan."""
    limit = _limit(loan_history="repaid_1")
    assert limit.formula_fen == 9_894_000
    assert dict(limit.components)["1-debt"] == -250_000
    # A returning customer gets 15 % more, unsecured credit ends at 100,000.
    assert limit.factors == (("LIM017", 115),)
    assert limit.limit_fen == 10_000_000
    assert limit.binding is not None
    assert limit.binding.rule == "LIM002"


def test_a_limit_is_rounded_down_to_a_thousand_yuan() -> None:
    limit = _limit(loan_history="dpd_30", net_assets=20_000_000)
    assert (limit.formula_fen, limit.limit_fen) == (8_994_000, 8_900_000)
    assert limit.binding is None


@pytest.mark.parametrize(
    ("changed", "rule", "cap_fen"),
    [
        ({}, "LIM004", 5_000_000),
        ({"loan_history": "repaid_2"}, "LIM002", 10_000_000),
        ({"loan_history": "repaid_2", "prov_total": 48_000_000}, "MUL006", 2_000_000),
        ({"loan_history": "repaid_2", "household_debt": 49_000_000}, "MUL007", 1_000_000),
        ({"loan_history": "repaid_2", "village_exposure": 498_000_000}, "LIM019", 2_000_000),
        ({"loan_history": "repaid_2", "unsec_to_income": "1.9"}, "DEB003", 980_000),
        ({"loan_history": "repaid_2", "household_debt": 90_000_000}, "MUL007", 0),
    ],
)
def test_the_lowest_ceiling_holds(changed: dict[str, Any], rule: str, cap_fen: int) -> None:
    limit = _limit(**changed)
    assert limit.binding is not None
    assert (limit.binding.rule, limit.binding.cap_fen) == (rule, cap_fen)
    assert limit.limit_fen == cap_fen // 100_000 * 100_000


def test_a_worse_band_or_village_gets_a_smaller_share() -> None:
    wealthy = {
        "loan_history": "repaid_2",
        "guarantee": "guarantor",
        "net_income": 60_000_000,
        "annual_income": 60_000_000,
    }
    limits = [
        [
            _limit(standing=GOOD._replace(band=band), village_grade=village, **wealthy).limit_fen
            for band in range(1, 7)
        ]
        for village in "ABC"
    ]
    assert all(row == sorted(row, reverse=True) for row in limits)
    assert all(list(column) == sorted(column, reverse=True) for column in zip(*limits, strict=True))
    assert limits[0][0] == 30_000_000
    assert limits[0][-1] == 0


def test_factors() -> None:
    limit = _limit(
        village_grade="B", new_entity="owner", credit_village=True, thin_file=True,
        loan_history="repaid_1",
    )  # fmt: skip
    assert dict(limit.factors) == {
        "LIM011": 120, "LIM013": 85, "LIM015": 110, "LIM016": 70, "LIM017": 115,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("months", "factor"), [(3, "0.5"), (6, "0.5"), (12, "1"), (18, "1.5"), (36, "1.5")]
)
def test_income_counts_by_the_length_of_the_loan(months: int, factor: str) -> None:
    assert term_factor(months) == Decimal(factor)


def test_the_platform_loan_takes_the_smaller_of_two_sums() -> None:
    assert _limit("DSD").formula_fen == min(10_800_000, 2_400_000 + 3_600_000)
    assert _limit("DSD", open_receivables=90_000_000).formula_fen == 10_800_000


def test_consumer_credit_keeps_instalments_within_income() -> None:
    """50 % - 40 % of 98,000 / 12 is 816.67 a month: worth 9,539.79 over 12 months at 5 %."""
    limit = _limit("XFD", dsr="40")
    assert limit.binding is not None
    assert limit.binding.rule == "SERVICE"
    assert limit.limit_fen == 950_000
    assert _limit("XFD", dsr="50").limit_fen == 0


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["YND", "FPD", "ESD", "DSD", "XFD"]),
    st.sampled_from(
        ["other_debt", "prov_total", "household_debt", "village_exposure", "unsecured_debt", "dsr",
         "unsec_to_income", "platform_exposure"]
    ),
    st.integers(0, 60_000_000),
    st.integers(0, 60_000_000),
)  # fmt: skip
def test_more_debt_never_raises_a_limit(product: str, fact: str, less: int, more: int) -> None:
    if fact not in needed(product, ENTITY, TODAY):
        return
    low, high = sorted((less, more))
    scale = Decimal(1_000_000) if fact in ("dsr", "unsec_to_income") else None
    shown = [str(v / scale) if scale else v for v in (low, high)]
    history = {"loan_history": "repaid_1"}
    lesser, greater = (_limit(product, **history, **{fact: v}) for v in shown)
    assert greater.limit_fen <= lesser.limit_fen


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["net_income", "net_assets", "machine_net", "subsidy_year"]),
    st.integers(0, 90_000_000),
    st.integers(0, 90_000_000),
)
def test_more_means_never_lower_a_limit(fact: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert _limit(**{fact: low}).limit_fen <= _limit(**{fact: high}).limit_fen


@settings(max_examples=100, deadline=None)
@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 90_000_000))
def test_a_limit_is_never_negative_and_never_odd(income: int, debt: int) -> None:
    limit = _limit(net_income=income, other_debt=debt).limit_fen
    assert limit >= 0
    assert limit % 100_000 == 0
