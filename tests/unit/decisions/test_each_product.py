"""Each product, on full facts, approves, refers and declines; on the bank's own facts alone, two
of the five cannot be pre-approved.
"""

from __future__ import annotations

from typing import Any

import pytest

from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Decision
from nongxin.decisions.facts import Facts
from nongxin.decisions.preapprove import Household, Preapproval, preapprove
from nongxin.products.factory import terms_of
from tests.builders.facts import ENTITY, TODAY, a_case, good_facts

# What the bank holds without asking anybody: its archives and its own books.
OWN = {"archive", "accounts", "core", "customer", "lending", "station", "subsidies"}
# By a fact that is the product's own where it has such rules: the rule that speaks.
REFERS: dict[str, tuple[dict[str, Any], str]] = {
    "YND": ({"land_subsidy_gap": "42"}, "CRS001"),
    "FPD": ({"archive_completeness": "60"}, "ADM011"),
    "ESD": ({"station_tx_m": "99"}, "ADM020"),
    "DSD": ({"refund_rate": "15.1"}, "ADM023"),
    "XFD": ({"job_months": 5}, "ADM029"),
}
DECLINES: dict[str, tuple[dict[str, Any], str]] = {
    "YND": ({"village_veto": True}, "ADM014"),
    "FPD": ({"poverty_list": False}, "ADM016"),
    "ESD": ({"station_months": 5}, "ADM019"),
    "DSD": ({"orders_3m": 9}, "ADM022"),
    "XFD": ({"ss_months": 5}, "ADM027"),
}


def _decided(product: str, facts: dict[str, Any]) -> Decision:
    return decide(a_case(product), good_facts(product, **facts))


def _codes(decision: Decision, action: str) -> list[str]:
    return [r.code for r in decision.reasons if r.action == action]


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_product_approves_refers_and_declines(product: str) -> None:
    assert _decided(product, {}).outcome == "offer"
    facts, code = REFERS[product]
    referred = _decided(product, facts)
    assert (referred.outcome, _codes(referred, "refer")) == ("refer", [code])
    assert referred.amount_fen > 0
    facts, code = DECLINES[product]
    declined = _decided(product, facts)
    assert (declined.outcome, _codes(declined, "reject")) == ("decline", [code])
    assert declined.amount_fen == declined.limit_fen == 0


def _without(product: str, sources: set[str]) -> Facts:
    facts = good_facts(product)
    return facts.without(*[n for n in facts.by_name if fact_schema()[n].source in sources])


def _preapproved(product: str, facts: Facts) -> Preapproval | None:
    found = preapprove([Household("hh_1", facts)], terms_of(product, ENTITY, TODAY), TODAY)
    return next(found, None)


@pytest.mark.parametrize("product", ["YND", "FPD", "ESD"])
def test_the_bank_s_own_facts_carry_a_limit(product: str) -> None:
    others = {s.source for s in fact_schema().values()} - OWN
    found = _preapproved(product, _without(product, others))
    assert found is not None
    assert found.limit_fen > 0


@pytest.mark.parametrize("product", ["DSD", "XFD"])
def test_who_lives_on_orders_or_wages_waits_for_the_application(product: str) -> None:
    others = {s.source for s in fact_schema().values()} - OWN
    assert _preapproved(product, _without(product, others)) is None


@pytest.mark.parametrize(
    ("product", "source"), [("DSD", "platform"), ("XFD", "social_insurance"), ("XFD", "bureau")]
)
def test_one_source_outside_is_enough_to_leave_them_out(product: str, source: str) -> None:
    assert _preapproved(product, good_facts(product)) is not None
    assert _preapproved(product, _without(product, {source})) is None


def test_a_shop_without_its_terminal_s_figures_waits_too() -> None:
    assert _preapproved("ESD", _without("ESD", {"station"})) is None
