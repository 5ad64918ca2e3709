"""What the policy demands of the whole decision: a worse household never gets more."""

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
}
_RANK = ("decline", "refer", "offer")


def _decided(product: str, fact: str, value: Any) -> Decision:
    return decide(a_case(product), good_facts(product, **{fact: value}))


@settings(max_examples=250, deadline=None)
@given(st.data(), st.sampled_from(PRODUCTS), st.sampled_from(sorted(DEBTS)))
def test_more_debt_never_helps(data: st.DataObject, product: str, fact: str) -> None:
    if fact not in needed(product, ENTITY, TODAY):
        return
    one, other = data.draw(DEBTS[fact]), data.draw(DEBTS[fact])
    less, more = sorted((one, other), key=float)
    better, worse = _decided(product, fact, less), _decided(product, fact, more)
    assert worse.limit_fen <= better.limit_fen
    assert worse.amount_fen <= better.amount_fen
    assert _RANK.index(worse.outcome) <= _RANK.index(better.outcome)
    assert worse.fraud_score >= better.fraud_score


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_fact_less_is_never_approved_by_the_machine(product: str) -> None:
    for fact in sorted(needed(product, ENTITY, TODAY)):
        without = decide(a_case(product), good_facts(product).without(fact))
        assert _RANK.index(without.outcome) < _RANK.index("offer"), fact
