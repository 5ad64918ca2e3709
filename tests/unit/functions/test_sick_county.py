"""A county whose tables are down, and a partner that is dead, hold nobody else (R17)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.books import check_books
from tests.builders.payers import NORTH, Payer, Town
from tests.builders.stations import Till
from tests.fakes.aws import refusal
from tests.fakes.parts import FakeParts
from tests.faults.memory import Through

POWER, WATER = {"customer_no": "6100000001"}, {"customer_no": "6100000001", "period": "2026-11"}


class Shards:
    """Passes calls on and notes whose tables they are; those of a sick shard fail."""

    def __init__(self, dynamo: Any) -> None:
        self._dynamo = dynamo
        self.sick = ""
        self.asked: list[str] = []

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self._dynamo, operation)

        def call(**ask: Any) -> Any:
            steps = [next(iter(step.values())) for step in ask.get("TransactItems", [])]
            tables = [each["TableName"] for each in steps or [ask]]
            self.asked += tables
            if self.sick and any(self.sick in name for name in tables):
                raise refusal("InternalServerError", status=500)
            return real(**ask)

        return call


@pytest.fixture
def shards(p: FakeParts) -> Shards:
    made = Shards(p.memory.meter)
    p.memory._aws = Through(made)  # type: ignore[assignment]
    return made


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nongxin.kernel.storage.time.sleep", lambda _: None)
    monkeypatch.setattr("nongxin.kernel.deadline.DOOR_SECONDS", 0.2)


def tills(p: FakeParts) -> tuple[Till, Till, Payer, Payer]:
    town = Town(p)
    south, north = Till(p, town), Till(p, town, county=NORTH)
    south.billers = north.billers  # the doors have one set of partners
    return south, north, town.person(1_000_000), town.person(1_000_000, county=NORTH)


def test_a_payment_touches_its_own_shard_alone(p: FakeParts, shards: Shards) -> None:
    south, _, farmer, _ = tills(p)
    shards.asked.clear()
    assert south.pay("A03", 10_000, **south.card(farmer)).status == 201
    due = south.ask("D02", **POWER).body
    south.pay("D02", due["amount_fen"], **POWER, _bill_no=due["bill_no"])
    assert shards.asked
    assert not [name for name in shards.asked if "north" in name]


def test_a_sick_county_is_busy_and_the_others_go_on(p: FakeParts, shards: Shards) -> None:
    south, north, farmer, other = tills(p)
    shards.sick = "north"
    for _ in range(3):
        assert south.pay("A03", 10_000, **south.card(farmer)).status == 201
        sick = north.pay("A03", 10_000, **north.card(other), _trace="000001")
        assert (sick.status, sick.body["code"]) == (503, "busy")
    shards.sick = ""
    assert north.pay("A03", 10_000, **north.card(other), _trace="000001").status == 201
    assert south.town.balance(other) == 990_000
    check_books(p.memory)


def test_the_resolver_goes_on_past_a_sick_county(p: FakeParts, shards: Shards) -> None:
    south, north, _, _ = tills(p)
    billers = south.billers
    for till in (north, south):
        due = till.ask("D02", **POWER).body
        billers.modes["power"] = "error"
        till.pay("D02", due["amount_fen"], **POWER, _bill_no=due["bill_no"], _trace="000001")
        billers.modes.clear()
    shards.sick = "north"
    told = south.resolve()
    assert told["done"] == 1 and told["failed"] >= 1
    shards.sick = ""
    assert south.status("000001").body["status"] == "done"
    assert north.status("000001").body["status"] == "done"  # the terminal asked
    assert len(billers.payments("power")) == 2


def test_a_dead_partner_is_unknown_and_the_others_are_paid(p: FakeParts, shards: Shards) -> None:
    till, _, farmer, _ = tills(p)
    till.billers.modes["power"] = "error"
    asked: list[str] = []
    till.billers.on_call = lambda when, path: asked.append(path[0])
    due = till.ask("D07", **WATER).body
    told = {"_bill_no": due["bill_no"], **WATER, **till.card(farmer)}
    assert till.pay("D07", due["amount_fen"], **told).body["status"] == "done"
    assert set(asked) == {"water", "pins"}
