"""Thresholds keep their order, and nothing passes the bounds of a template that has narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from nongxin.catalog import products
from nongxin.products import change as ch
from nongxin.products import factory as factory_module
from nongxin.products.factory import terms_of
from tests.builders.products import ENTITY, TOMORROW, Factory, a_manager


def test_thresholds_move_together_and_keep_their_order(factory: Factory) -> None:
    """PRC002 and PRC003 are the spreads of grades A and B: 180 and 260 as shipped."""
    with pytest.raises(ch.OutOfOrder) as refused:
        factory.draft(tunings={"PRC002": "212", "PRC003": "208"})
    assert (refused.value.facts["name"], refused.value.facts["other"]) == ("PRC003", "PRC002")
    factory.released(tunings={"PRC002": "212", "PRC003": "212"})
    spread = terms_of("YND", ENTITY, TOMORROW).spread_bp
    assert (spread["A"], spread["B"]) == (212, 212)


@pytest.fixture
def narrowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called, it lets no entity set more than 150,000 yuan any more."""

    def forget() -> None:
        for each in (factory_module._overrides, factory_module._terms):
            each.cache_clear()  # type: ignore[attr-defined]

    def narrow() -> None:
        bounds = dict(products.overridable())
        bounds["YND", "amount_max_cny"] = (Decimal(5_000), Decimal(150_000))
        for reader in (products, ch):
            monkeypatch.setattr(reader, "overridable", lambda: bounds)
        forget()

    yield narrow
    forget()


def test_a_draft_that_the_template_no_longer_allows_is_not_released(
    factory: Factory, narrowed: Callable[[], None]
) -> None:
    change_id = factory.draft()
    narrowed()
    with pytest.raises(ch.OutOfBounds):
        factory.release(change_id, a_manager(2))


def test_a_release_outside_a_narrowed_template_gives_way_to_it(
    factory: Factory, narrowed: Callable[[], None]
) -> None:
    factory.released()
    assert terms_of("YND", ENTITY, TOMORROW).amount_max_fen == 20_000_000
    narrowed()
    assert terms_of("YND", ENTITY, TOMORROW).amount_max_fen == 30_000_000  # the template's own
