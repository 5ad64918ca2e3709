from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from nongxin.catalog.rules import PRODUCTS
from nongxin.products.factory import offered, terms_of
from nongxin.products.problems import ProductClosed, ProductUnknown
from nongxin.products.terms import ProductTerms

TODAY = date(2026, 11, 25)
ENTITY, FOPING, LIUBA = "2758", "2766", "2765"


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_has_terms_that_a_contract_can_keep(product: str) -> None:
    terms = terms_of(product, ENTITY, TODAY)
    assert terms.amount_min_fen < terms.amount_max_fen
    assert terms.rate_floor <= terms.rate_cap
    assert terms.repayment
    assert ProductTerms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


def test_the_farm_loan_is_as_the_rule_book_says() -> None:
    terms = terms_of("YND", ENTITY, TODAY)
    assert (terms.amount_min_fen, terms.amount_max_fen) == (500_000, 30_000_000)
    assert (terms.term_min_months, terms.term_max_months) == (3, 36)
    assert terms.spread_bp == {"A": 180, "B": 260, "C": 340}
    assert (terms.penalty_overdue, terms.penalty_diverted) == (Decimal("0.5"), Decimal(1))
    assert terms.compound
    assert terms.day_count == "actual/360"
    assert terms.version == "YND.1"


def test_the_poverty_loan_takes_no_compound_interest() -> None:
    terms = terms_of("FPD", ENTITY, TODAY)
    assert not terms.compound
    assert (terms.grace_days, terms.penalty_overdue) == (3, Decimal("0.3"))


def test_an_entity_sets_its_own_within_the_ranges_and_by_date() -> None:
    assert terms_of("YND", FOPING, TODAY).amount_max_fen == 20_000_000
    assert terms_of("YND", FOPING, TODAY).grace_days == 3
    assert terms_of("YND", FOPING, TODAY).version == "YND.1+2766.2"
    assert terms_of("YND", FOPING, date(2022, 12, 31)).amount_max_fen == 10_000_000
    assert terms_of("YND", FOPING, date(2020, 12, 31)).version == "YND.1"


def test_a_tuned_entity_differs_only_where_it_is_tuned() -> None:
    template = terms_of("YND", ENTITY, TODAY).to_json()
    own = terms_of("YND", FOPING, TODAY).to_json()
    changed = {name for name in template if template[name] != own[name]}
    assert changed == {"entity", "version", "amount_max_fen", "grace_days"}


def test_a_closed_product_is_refused_and_not_listed() -> None:
    with pytest.raises(ProductClosed):
        terms_of("DSD", LIUBA, TODAY)
    assert [t.product for t in offered(LIUBA, TODAY)] == ["YND", "FPD", "ESD", "XFD"]


@pytest.mark.parametrize(("product", "on"), [("ZZZ", TODAY), ("YND", date(2019, 8, 19))])
def test_an_unknown_product_is_refused(product: str, on: date) -> None:
    with pytest.raises(ProductUnknown):
        terms_of(product, ENTITY, on)


def test_versions_follow_the_law() -> None:
    assert terms_of("XFD", ENTITY, date(2025, 3, 13)).version == "XFD.2"
    assert terms_of("XFD", ENTITY, date(2025, 3, 14)).version == "XFD.3"
