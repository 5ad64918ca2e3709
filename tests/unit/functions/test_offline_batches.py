"""What a terminal took without a line comes in later: in any order, twice, each exactly once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler
from nongxin.catalog.services import services
from tests.builders.books import check_books
from tests.builders.payers import Payer
from tests.builders.stations import Till
from tests.fakes.gateway import Answer

PARCEL = {"waybill": "SF00000001", "phone": "13800000001", "otp": "123456"}


def upload(till: Till, orders: list[Any], **told: Any) -> Answer:
    return till.signed(handler, "POST", "/v1/payments/batches", {"orders": orders}, **told)


def produce(till: Till, farmer: Payer, contract_no: str) -> dict[str, Any]:
    """The contract was asked about while there was a line."""
    told = {"contract_no": contract_no, "sku": "apple-80", "weight": "500", "price": "700",
            "payee_card": farmer.number}  # fmt: skip
    bill_no = till.ask("X03", **told).body["bill_no"]
    return till.taken("X03", 350_000, **told, _bill_no=bill_no)


def said(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 200, answer.text
    orders = answer.body["orders"]
    return [(o["status"], o["code"] or (o["receipt"] or {}).get("status", "")) for o in orders]


def test_a_batch_sent_twice_and_backwards_counts_once(till: Till, farmer: Payer) -> None:
    orders = [produce(till, farmer, f"HT-000{n}") for n in (1, 2, 3)]
    orders.append(till.taken("X04", None, **PARCEL))
    first = upload(till, orders)
    assert said(first) == [("taken", "done")] * 4
    assert till.town.balance(farmer) == 1_000_000 + 3 * 350_000
    again = upload(till, orders[::-1])
    assert again.body["orders"] == first.body["orders"][::-1]
    assert till.town.balance(farmer) == 1_000_000 + 3 * 350_000
    assert len(till.billers.payments("platform")) == 3
    assert till.status(orders[0]["trace"]).body == first.body["orders"][0]["receipt"]
    check_books(till.p.memory)


def test_one_that_is_refused_does_not_hold_the_others(till: Till, farmer: Payer) -> None:
    good = produce(till, farmer, "HT-0001")
    bad = good | {"trace": till.trace(), "fields": good["fields"] | {"weight": "heavy"}}
    cash = till.taken("A03", 10_000, **till.card(farmer))
    changed = good | {"amount_fen": 1}
    assert said(upload(till, [bad, cash, good, changed])) == [
        ("refused", "field-invalid"),
        ("refused", "service-needs-a-line"),
        ("taken", "done"),
        ("refused", "idempotency-key-reused"),
    ]
    assert till.status(cash["trace"]).status == 404  # its number is as good as new
    assert till.town.balance(farmer) == 1_350_000


def test_a_copy_of_the_very_request_is_refused(till: Till, farmer: Payer) -> None:
    orders, nonce = [produce(till, farmer, "HT-0001")], "n" * 20
    assert said(upload(till, orders, nonce=nonce)) == [("taken", "done")]
    copy = upload(till, orders, nonce=nonce, call="rq-2")
    assert (copy.status, copy.body["code"]) == (401, "nonce-replayed")


def test_it_may_come_days_late_and_at_night_but_not_for_ever(till: Till, farmer: Payer) -> None:
    early, late = produce(till, farmer, "HT-0001"), produce(till, farmer, "HT-0002")
    days = services(till.p.fixed.today())["X03"].offline_days
    till.p.fixed.pass_time(timedelta(days=days, hours=13))  # eleven at night
    assert said(upload(till, [early])) == [("taken", "done")]
    till.p.fixed.pass_time(timedelta(days=1))
    assert said(upload(till, [late])) == [("refused", "terminal-date-far")]
    # Only what may be taken without a line is taken so late.
    assert till.pay("A03", 10_000, **till.card(farmer)).body["code"] == "station-outside-hours"


def test_a_dead_partner_holds_nobody_and_nothing_is_lost(till: Till, farmer: Payer) -> None:
    sale, parcel = produce(till, farmer, "HT-0001"), till.taken("X04", None, **PARCEL)
    till.billers.modes["platform"] = "error"
    assert said(upload(till, [sale, parcel])) == [("taken", "unknown"), ("taken", "done")]
    till.billers.modes.clear()
    till.resolve()
    assert till.status(sale["trace"]).body["status"] == "done"
    assert till.town.balance(farmer) == 1_350_000


def test_what_there_is_no_time_for_is_kept_by_the_terminal(
    till: Till, farmer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [produce(till, farmer, f"HT-000{n}") for n in (1, 2)]
    monkeypatch.setattr("nongxin.payments.upload_batch._SECONDS_EACH", 60)
    assert said(upload(till, orders)) == [("later", ""), ("later", "")]
    assert till.p.memory.published("PaymentMade") == []
    monkeypatch.undo()
    assert said(upload(till, orders)) == [("taken", "done")] * 2


def test_a_batch_is_one_to_twenty_orders(till: Till, farmer: Payer) -> None:
    for orders in ([], [produce(till, farmer, "HT-0001")] * 21):
        assert upload(till, orders).body["code"] == "invalid-body", json.dumps(orders)[:80]
