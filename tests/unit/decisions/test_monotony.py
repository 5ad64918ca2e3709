"""What the policy demands of the whole decision: a worse household never gets more, and a tuned
entity is another one only where it is tuned.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Decision
from nongxin.decisions.needed import needed
from tests.builders.facts import ENTITY, TODAY, a_case, good_facts

WHOLE = st.integers(0, 60_000_000)
PERCENT = st.decimals(0, 200, places=1).map(str)
FEW = st.integers(0, 40)
# Facts of which more is worse, whatever else holds.
DEBTS: dict[str, st.SearchStrategy[Any]] = {
    "other_debt": WHOLE,
    "prov_total": WHOLE,
    "household_debt": WHOLE,
    "unsecured_debt": WHOLE,
    "village_exposure": WHOLE,
    "debt_ratio": PERCENT,
    "dsr": PERCENT,
    "cur_overdue": WHOLE,
    "dpd_times_24m": FEW,
    "max_dpd_terms_24m": FEW,
    "lenders": FEW,
    "online_lenders": FEW,
    "inq_1m": FEW,
    "inq_6m": FEW,
    "new_lenders_6m": FEW,
    "guarantee_ratio": PERCENT,
    "dev_ids_30d": FEW,
    "cluster_out": FEW,
    "unsec_to_income": PERCENT,
    "informal_debt": WHOLE,
    "own_npl": WHOLE,
    "card_util": PERCENT,
    "platform_exposure": WHOLE,
    "household_active_loans": FEW,
    "inq_3m": FEW,
    "dependency_ratio": PERCENT,
}
_RANK = ("decline", "refer", "offer")


# What else may be known of the household: facts that move its score, its limit and its grade.
ELSE: dict[str, st.SearchStrategy[Any]] = DEBTS | {
    "net_income": st.integers(0, 30_000_000),
    "annual_income": st.integers(0, 30_000_000),
    "thin_file": st.booleans(),
    "village_grade": st.sampled_from(["A", "B", "C"]),
    "loan_history": st.sampled_from(["none", "repaid_1", "repaid_2"]),
    "credit_village": st.booleans(),
}


def _decided(product: str, facts: dict[str, Any]) -> Decision:
    return decide(a_case(product), good_facts(product, **facts))


@st.composite
def household(draw: st.DrawFn, product: str) -> dict[str, Any]:
    """A few facts otherwise than the good household's."""
    known = sorted(ELSE.keys() & needed(product, ENTITY, TODAY))
    names = draw(st.lists(st.sampled_from(known), max_size=4, unique=True))
    return {name: draw(ELSE[name]) for name in names}


@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from(PRODUCTS))
def test_more_debt_never_helps(data: st.DataObject, product: str) -> None:
    fact = data.draw(st.sampled_from(sorted(DEBTS.keys() & needed(product, ENTITY, TODAY))))
    base = data.draw(household(product))
    one, other = data.draw(DEBTS[fact]), data.draw(DEBTS[fact])
    less, more = sorted((one, other), key=float)
    better, worse = _decided(product, base | {fact: less}), _decided(product, base | {fact: more})
    assert worse.limit_fen <= better.limit_fen
    assert worse.amount_fen <= better.amount_fen
    assert _RANK.index(worse.outcome) <= _RANK.index(better.outcome)
    assert worse.fraud_score >= better.fraud_score


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_fact_less_is_never_approved_by_the_machine(product: str) -> None:
    for fact in sorted(needed(product, ENTITY, TODAY)):
        without = decide(a_case(product), good_facts(product).without(fact))
        assert _RANK.index(without.outcome) < _RANK.index("offer"), fact


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_tuned_entity_decides_otherwise_only_where_it_is_tuned(data: st.DataObject) -> None:
    """2767 admits villages of A and B to YND (ADM013); the template those of C as well."""
    facts = good_facts("YND", **data.draw(household("YND")))
    template = decide(a_case("YND"), facts).to_json()
    own = decide(a_case("YND", entity="2767"), facts).to_json()
    assert {n for n in own["versions"] if own["versions"][n] != template["versions"][n]} == {
        "rules"
    }
    if facts.by_name["village_grade"].value == "C":
        refused = [r["code"] for r in own["reasons"] if r not in template["reasons"]]
        assert (own["outcome"], "ADM013" in refused) == ("decline", True)
    else:
        assert own | {"versions": template["versions"]} == template
