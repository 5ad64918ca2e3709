"""Every field of every service wrong in turn, through the door: named, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest

from api_payments.handler import handler as payments
from nongxin.catalog.services import Service
from tests.builders.payers import Town
from tests.builders.stations import Till
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts
from tests.unit.payments.test_fields import ALL, typed

WRONG = "a\nb"


@pytest.fixture
def till(p: FakeParts) -> Till:
    return Till(p, Town(p))


def sent(till: Till, service: Service, fields: dict[str, str]) -> tuple[Answer, Answer]:
    """As a payment, and as a question."""
    fen = 100_000 if "amount" in service.names or service.action == "pay" else None
    return till.pay(service.code, fen, **fields), till.ask(service.code, **fields)


def spoiled(service: Service) -> list[tuple[str, dict[str, str]]]:
    """Each field in turn: of no shape, left out, and one too many; with the field that is named."""
    good = typed(service)
    needed = {asked.field.name for asked in service.fields if asked.is_needed} & good.keys()
    shapeless = [(name, good | {name: WRONG}) for name in good]
    lacking = [(name, {k: v for k, v in good.items() if k != name}) for name in needed]
    return [*shapeless, *lacking, ("nonsense", good | {"nonsense": "1"})]


def test_each_field_wrong_in_turn_is_named_and_moves_nothing(till: Till) -> None:
    before = [*till.p.memory.items("ledger"), *till.p.memory.items("payments")]
    calls, asked = len(till.billers.bodies), 0
    for service in ALL:
        for name, fields in spoiled(service):
            for said in sent(till, service, fields):
                asked += 1
                told = said.body.get("code"), said.body.get("facts", {}).get("field")
                assert (said.status, *told) == (400, "field-invalid", name), (service.code, fields)
    assert asked > 500
    assert [*till.p.memory.items("ledger"), *till.p.memory.items("payments")] == before
    assert len(till.billers.bodies) == calls


def test_each_member_of_an_order_wrong_in_turn_is_named(till: Till) -> None:
    good = till.taken("X04", None, waybill="SF00000001", phone="13800000001", otp="123456")
    wrong: dict[str, list[Any]] = {
        "service": ["", "x04", "X4", 4, None],
        "operator_id": [None, "o" * 41, 1],
        "date": ["2026-02-30", "20261126", "", 20261126, None],
        "trace": ["1", "1234567", "00000a", "１２３４５６", 1, None],
        "amount_fen": [1.005, "1.005", 0, -1, True, 10**11],
        "fields": [None, [], "x", {"waybill": 1}, {"waybill": "x" * 2049}],
        "bill_no": [1, "b" * 61],
        "id_shown": ["yes", 1],
        "taken_at": ["", "now", "2026-11-25T10:00:00"],
        "nonsense": [1],
    }
    for name, values in wrong.items():
        for value in values:
            batch = {"orders": [good | {name: value}]}
            said = till.signed(payments, "POST", "/v1/payments/batches", batch)
            assert (said.status, said.body["code"]) == (400, "invalid-body"), (name, value)
            if name == "taken_at":
                continue
            said = till.send({k: v for k, v in good.items() if k != "taken_at"} | {name: value})
            assert (said.status, said.body["code"]) == (400, "invalid-body"), (name, value)
    assert till.status(good["trace"]).status == 404
