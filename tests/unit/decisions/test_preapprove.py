from __future__ import annotations

import pytest

from nongxin.catalog.facts import fact_schema
from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.facts import Facts
from nongxin.decisions.preapprove import Household, Preapproval, preapprove
from nongxin.products.factory import terms_of
from tests.builders.facts import ENTITY, TODAY, good_facts


def _of(facts: Facts, product: str = "YND") -> Preapproval | None:
    terms = terms_of(product, ENTITY, TODAY)
    return next(preapprove([Household("hh_1", facts)], terms, TODAY), None)


def _archive_alone(**changed: object) -> Facts:
    known = good_facts(**changed)
    others = [n for n in known.by_name if fact_schema()[n].source != "archive"]
    return known.without(*others).but(birth_date="1981-03-04")


def test_a_good_archive_is_enough_for_a_limit_under_reserve() -> None:
    found = _of(_archive_alone())
    assert found is not None
    assert 0 < found.limit_fen <= 5_000_000
    assert {"cur_overdue", "face_score"} <= set(found.unasked)


def test_what_is_unknown_counts_as_the_worst() -> None:
    known, unknown = _of(good_facts()), _of(_archive_alone())
    assert known is not None and unknown is not None
    assert unknown.score < known.score
    assert unknown.limit_fen <= known.limit_fen
    assert known.unasked == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"village_grade": None},
        {"land_subsidy_gap": "42"},
        {"village_veto": True},
        {"archive_completeness": "20"},
        {"net_income": 0, "net_assets": 0, "machine_net": 0, "labour_count": "0", "arable_mu": "0"},
    ],
)
def test_who_gets_nothing_is_left_out(changed: dict[str, object]) -> None:
    assert _of(_archive_alone(**changed)) is None


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_can_be_pre_approved(product: str) -> None:
    found = _of(good_facts(product), product)
    assert found is not None
    assert found.limit_fen > 0


def test_households_come_one_by_one_in_order() -> None:
    people = (Household(f"hh_{n}", good_facts()) for n in range(4))
    found = preapprove(people, terms_of("YND", ENTITY, TODAY), TODAY)
    assert next(found).household_id == "hh_0"
    assert [f.household_id for f in found] == ["hh_1", "hh_2", "hh_3"]
