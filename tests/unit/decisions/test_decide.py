from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.decide import age_on, decide, draw_of
from nongxin.decisions.decision import Decision, escalated
from nongxin.decisions.facts import Facts
from nongxin.decisions.needed import by_source, needed
from nongxin.kernel.dates import add_months
from nongxin.products.problems import AmountOutOfRange
from tests.builders.facts import (
    ENTITY,
    TODAY,
    a_case,
    declined_facts,
    good_facts,
    referred_facts,
)


def _codes(decision: Decision, action: str) -> list[str]:
    return [r.code for r in decision.reasons if r.action == action]


def _decide(product: str = "YND", request: dict[str, Any] | None = None, **facts: Any) -> Decision:
    return decide(a_case(product, **(request or {})), good_facts(product, **facts))


def _level(decision: Decision) -> str | None:
    return decision.referral.level if decision.referral else None


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_good_applicant_of_each_product_gets_an_offer(product: str) -> None:
    decision = _decide(product)
    assert decision.outcome == "offer"
    assert decision.referral is None
    assert 0 < decision.amount_fen <= decision.limit_fen
    assert decision.grade == "A"


def test_an_offer_names_amount_rate_and_validity() -> None:
    decision = _decide()
    assert (decision.amount_fen, decision.limit_fen) == (4_000_000, 5_000_000)
    assert decision.rate_annual == Decimal("0.0470")
    assert decision.valid_until == date(2026, 12, 25)
    assert _codes(decision, "reject") == _codes(decision, "refer") == []


def test_a_referred_household_needs_four_eyes() -> None:
    decision = decide(a_case(), referred_facts())
    assert decision.outcome == "refer"
    assert decision.referral is not None
    assert decision.referral.approvals == ("officer", "officer")
    assert _codes(decision, "refer") == ["CRS001"]
    assert decision.amount_fen == 4_000_000


def test_a_declined_household_learns_why() -> None:
    decision = decide(a_case(), declined_facts())
    assert (decision.outcome, decision.amount_fen, decision.limit_fen) == ("decline", 0, 0)
    (reason,) = [r for r in decision.reasons if r.action == "reject"]
    assert reason.zh == "征信显示当前逾期1,800.00元，超过500.00元，请先结清逾期"
    assert reason.en.startswith("CNY 1,800.00 is overdue now; the maximum is CNY 500.00")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"bad_habit": True}, "BLK011"),
        ({"court_dishonest": True}, "BLK003"),
        ({"dsr": "50.01"}, "DEB002"),
        ({"birth_date": "2008-11-26"}, "ADM001"),
        ({"birth_date": "1961-11-24"}, "ADM003"),
        ({"village_grade": "D"}, "ADM013"),
        ({"consent_valid": False}, "CRB001"),
        ({"consent_valid": None}, "FACT-REJECT"),
    ],
)
def test_what_refuses(facts: dict[str, Any], code: str) -> None:
    decision = _decide(**facts)
    assert decision.outcome == "decline"
    assert code in _codes(decision, "reject")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"debt_ratio": "60.5"}, "DEB001"),
        ({"court_limit": True}, "BLK004"),
        ({"inq_3m": 9}, "CRB008"),
        ({"aml_list": None}, "FACT-REFER"),
        ({"village_grade": None}, "FACT-ASK"),
        ({"lenders": "three"}, "FACT-REFER"),
        ({"nonsense": 1}, "FACT-REFER"),
    ],
)
def test_what_refers(facts: dict[str, Any], code: str) -> None:
    decision = _decide(**facts)
    assert (decision.outcome, _level(decision)) == ("refer", "manual")
    assert code in _codes(decision, "refer")


def test_refusing_beats_referring() -> None:
    decision = _decide(debt_ratio="75", bad_habit=True, aml_list=None)
    assert decision.outcome == "decline"
    assert _codes(decision, "refer") == ["DEB001", "FACT-REFER"]


@pytest.mark.parametrize(
    ("amount_fen", "level"),
    [(5_000_000, None), (5_000_100, "quick"), (10_000_000, "quick"), (10_000_100, "county")],
)
def test_authority_by_amount(amount_fen: int, level: str | None) -> None:
    decision = _decide(
        request={"amount_fen": amount_fen, "guarantee": "guarantor"}, loan_history="repaid_2",
        net_income=30_000_000,
    )  # fmt: skip
    assert (decision.amount_fen, _level(decision)) == (amount_fen, level)


def test_a_doubt_outweighs_a_small_amount() -> None:
    request = {"amount_fen": 8_000_000}
    assert _level(_decide(request=request, loan_history="repaid_2")) == "quick"
    assert _level(_decide(request=request, loan_history="repaid_2", debt_ratio="65")) == "manual"


def test_more_than_the_limit_is_answered_with_the_limit() -> None:
    decision = _decide(request={"amount_fen": 8_000_000})
    assert (decision.outcome, decision.amount_fen) == ("offer", 5_000_000)
    assert _codes(decision, "limit") == ["LIM004", "LIMIT"]
    assert decision.reasons[0].zh == "首次贷款额度上限为50,000.00元，按时还款后可提高"


def test_less_than_the_smallest_line_is_declined() -> None:
    decision = _decide(household_debt=49_600_000, loan_history="repaid_1")
    assert decision.outcome == "decline"
    assert _codes(decision, "reject") == ["LIM003"]


_WEAK: dict[str, Any] = {
    "village_grade": "C", "net_income": 900_000, "net_assets": 15_000_000, "arable_mu": "1",
    "orchard_mu": "0", "forest_mu": "0", "large_machines": 0, "avg_deposit": 10_000,
    "education": "primary", "sales_channel": "none", "farm_insurance": False,
    "acct_flow_12m_ratio": "0.1", "appliances_vehicle_value": 100_000, "thin_file": True,
}  # fmt: skip


def test_between_the_lines_of_the_score_an_officer_decides() -> None:
    decision = _decide(**_WEAK)
    assert 480 <= decision.score < 600
    assert decision.outcome == "refer"
    assert "DEC001" in _codes(decision, "refer")


def test_below_the_lower_line_it_is_refused() -> None:
    decision = _decide(
        **_WEAK, gambling="this_year", health_worst_labour="serious", loan_history="dpd_30",
        family_solidarity="quarrel", debt_ratio="55", labour_count="1", marital="divorced",
        subsidy_year=0, subsidy_months_5y=0,
    )  # fmt: skip
    assert decision.score < 480
    assert (decision.outcome, "DEC002" in _codes(decision, "reject")) == ("decline", True)


def test_nobody_is_refused_for_a_score_that_missing_facts_explain() -> None:
    facts = good_facts().without(*by_source("YND", ENTITY, TODAY)["archive"])
    decision = decide(a_case(), facts)
    assert decision.score < 480
    assert decision.outcome == "refer"
    assert "village_grade" in decision.asks


def test_with_no_facts_at_all_nothing_passes() -> None:
    for product in PRODUCTS:
        decision = decide(a_case(product), Facts({}))
        assert decision.outcome == "decline"
        named = {r.fact for r in decision.reasons if r.code.startswith("FACT-")}
        assert named == needed(product, ENTITY, TODAY)


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_single_fact_may_be_missing_in_silence(product: str) -> None:
    for name in needed(product, ENTITY, TODAY):
        for facts in (good_facts(product).without(name), good_facts(product).but(**{name: None})):
            decision = decide(a_case(product), facts)
            means = fact_schema()[name].missing
            assert decision.outcome == ("decline" if means == "reject" else "refer"), name


def test_fraud_points_refer_and_refuse() -> None:
    doubtful = _decide(photo_hash_dup=True, contact_black=True, edit_30d=4)
    assert "DEC007" in _codes(doubtful, "refer")
    certain = _decide(photo_hash_dup=True, contact_black=True, edit_30d=4, cluster_out=3)
    assert (certain.outcome, "DEC006" in _codes(certain, "reject")) == ("decline", True)


def test_a_share_is_drawn_for_review() -> None:
    drawn = decide(a_case()._replace(draw=499), good_facts())
    spared = decide(a_case()._replace(draw=500), good_facts())
    assert (_level(drawn), _codes(drawn, "refer")) == ("quick", ["DEC008"])
    assert spared.outcome == "offer"
    draws = [draw_of(f"ap_{n}") for n in range(2000)]
    assert 60 < sum(d < 500 for d in draws) < 140


def test_night_is_noticed_and_harmless() -> None:
    at_two = a_case()._replace(applied_at=datetime(2026, 11, 24, 18, 30, tzinfo=UTC))
    decision = decide(at_two, good_facts())
    assert (decision.outcome, _codes(decision, "warn")) == ("offer", ["FRD014"])


def test_what_the_request_answers_cannot_be_told_otherwise() -> None:
    assert decide(a_case(), good_facts(age=17, night=True)) == decide(a_case(), good_facts())


def test_a_request_outside_the_terms_is_a_problem_not_a_decision() -> None:
    with pytest.raises(AmountOutOfRange):
        _decide(request={"amount_fen": 100})


def test_a_tuned_entity_decides_by_its_own_threshold() -> None:
    facts = good_facts(debt_ratio="55")
    assert decide(a_case(), facts).outcome == "offer"
    assert _codes(decide(a_case(entity="2766"), facts), "refer") == ["DEB001"]


def test_levels_rise_and_stop_at_the_province() -> None:
    assert [escalated(x) for x in ("quick", "manual", "county", "provincial")] == [
        "manual", "county", "provincial", "provincial",
    ]  # fmt: skip


def test_birthdays_and_month_ends() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 25), 36) == date(2029, 11, 25)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PRODUCTS),
    st.dictionaries(
        st.sampled_from(sorted(fact_schema())),
        st.none() | st.booleans() | st.integers(-1, 10**9) | st.sampled_from(["A", "D", "0.5", ""]),
        max_size=12,
    ),
)
def test_whatever_the_facts_there_is_an_answer_with_reasons(
    product: str, changed: dict[str, Any]
) -> None:
    decision = decide(a_case(product), good_facts(product, **changed))
    strong = {"decline": "reject", "refer": "refer"}.get(decision.outcome)
    assert strong is None or _codes(decision, strong)
    assert decision.amount_fen <= max(decision.limit_fen, 0)
    assert all("{" not in r.zh + r.en for r in decision.reasons)
