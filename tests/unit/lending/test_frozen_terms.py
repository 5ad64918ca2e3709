"""What a contract freezes of its product's rows."""

from __future__ import annotations

from datetime import date

import pytest

from nongxin.catalog.instalments import InstalmentRule, instalment_rule
from nongxin.catalog.products import templates
from nongxin.kernel.money import Rounding
from nongxin.lending.contracts import frozen_terms as module
from nongxin.lending.contracts.frozen_terms import frozen_terms
from nongxin.lending.reckoning.allocation import ORDER_IN_ARREARS, Orders
from nongxin.lending.reckoning.due_dates import HolidayRule
from nongxin.lending.reckoning.schedule import schedule_of
from nongxin.products.factory import terms_of
from tests.builders.lending import ENTITY
from tests.unit.lending.examples import a_proposal

LENT = date(2026, 11, 25)


@pytest.mark.parametrize("product", sorted(templates()))
def test_every_product_rounds_to_the_fen_and_gives_grace_on_days_of_rest(product: str) -> None:
    terms = frozen_terms(a_proposal(), terms_of(product, ENTITY, LENT))
    assert (terms.rounding, terms.instalment_multiple_fen) == (Rounding.HALF_UP, 1)
    assert terms.holidays is HolidayRule.GRACE
    assert instalment_rule(product, LENT) == InstalmentRule()


def test_another_row_is_another_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """120,000.00 at 5.6 % in 36 instalments, rounded up to whole yuan; the last is the smaller."""
    row = InstalmentRule("up", 100, "move")
    monkeypatch.setattr(module, "instalment_rule", lambda *_: row)
    proposal = a_proposal(term_months=36, method="equal_instalment")
    terms = frozen_terms(proposal, terms_of("YND", ENTITY, LENT))
    rows = schedule_of(terms, LENT, lambda day: day.weekday() < 5).rows
    assert {row.due_fen % 100 for row in rows[:-1]} == {0}
    assert 0 < rows[-1].due_fen < rows[0].due_fen
    assert all(row.due_on.weekday() < 5 for row in rows)


def test_the_orders_are_the_product_s() -> None:
    names = tuple(name.removesuffix("_fen") for name in ORDER_IN_ARREARS)
    product = terms_of("YND", ENTITY, LENT)._replace(repay_order=names)
    assert frozen_terms(a_proposal(), product).orders == Orders(ORDER_IN_ARREARS)
