"""Handlers get their parts from memory: `nongxin.parts.parts()` builds these instead of the real
ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import nongxin.parts
from nongxin.decisions.facts import Facts
from nongxin.lending.approval.gather_facts import Source
from tests.builders.bank import Bank
from tests.builders.facts import good_facts
from tests.builders.market import Market
from tests.builders.payers import Payer, Town
from tests.builders.stations import Till
from tests.fakes.parts import SETTINGS, FakeParts


@pytest.fixture
def p(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeParts]:
    fake = FakeParts()
    # Some applications are looked at by sample, whatever the facts: here none is.
    monkeypatch.setattr("nongxin.lending.approval.dossiers.draw_of", lambda _: 9_999)
    for name, value in SETTINGS.to_env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(nongxin.parts, "Parts", lambda settings: fake)
    nongxin.parts.parts.cache_clear()
    yield fake
    nongxin.parts.parts.cache_clear()


@pytest.fixture
def bank(p: FakeParts, says: Callable[[Facts], None]) -> Bank:
    says(good_facts())
    return Bank(p)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Facts], None]:
    """What all sources together say of an applicant."""
    import step_gather_facts.handler as door

    def say(facts: Facts) -> None:
        values: dict[str, Any] = {name: fact.value for name, fact in facts.by_name.items()}
        monkeypatch.setattr(door, "sources", lambda *_: [Source("all", lambda: values)])

    return say


@pytest.fixture
def market(p: FakeParts) -> Market:
    return Market.of(p)


@pytest.fixture
def till(p: FakeParts) -> Till:
    return Till(p, Town(p))


@pytest.fixture
def farmer(till: Till) -> Payer:
    return till.town.person(1_000_000)
