"""Bills by phone from an own account; receipts of what was done at stations and by phone."""

from __future__ import annotations

from typing import Any

import pytest

from api_accounts.handler import handler as accounts
from api_payments.handler import handler
from nongxin.catalog.services import services
from tests.builders.books import check_books
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import Till, code
from tests.fakes.gateway import Answer, ask

POWER = {"customer_no": "6100000001", "period": "2026-11"}


@pytest.fixture
def farmer(till: Till) -> Payer:
    return till.town.person(3_000_000)


def body(farmer: Payer, service: str = "D01", **told: Any) -> dict[str, Any]:
    return {"service": service, "account_id": farmer.account_id, "fields": POWER} | told


def quote(farmer: Payer, key: str = "bill-0001", **told: Any) -> Answer:
    return ask(handler, "POST", "/v1/payments/bills/enquiries", by=told.pop("by", farmer.who),
               body=body(farmer, **told) | {"payment_key": key})  # fmt: skip


def pay(farmer: Payer, key: str = "bill-0001", **told: Any) -> Answer:
    by = told.pop("by", farmer.who)
    return ask(handler, "POST", "/v1/payments/bills", by=by, key=key, body=body(farmer, **told))


def due(farmer: Payer, **told: Any) -> dict[str, Any]:
    told = quote(farmer, **told).body
    return {"amount_fen": told["amount_fen"], "bill_no": told["bill_no"]}


def bill(farmer: Payer, payment_id: str, **told: Any) -> Answer:
    return ask(handler, "GET", "/v1/payments/bills/{payment_id}", by=told.get("by", farmer.who),
               path={"payment_id": payment_id})  # fmt: skip


def receipts(farmer: Payer, **told: Any) -> Answer:
    query = {"account_id": farmer.account_id} | {n: str(v) for n, v in told.items() if n != "by"}
    by = told.get("by", farmer.who)
    return ask(handler, "GET", "/v1/payments/receipts", by=by, query=query)


def test_a_bill_is_asked_about_and_paid_once(till: Till, farmer: Payer) -> None:
    told = quote(farmer)
    assert (told.status, told.body["step_up_needed"]) == (200, False)
    first, again = pay(farmer, **due(farmer)), pay(farmer, **due(farmer))
    assert code(first) == (201, "done")
    assert (again.text, again.headers["Idempotent-Replayed"]) == (first.text, "true")
    assert till.town.balance(farmer) == 3_000_000 - told.body["amount_fen"]
    (paid,) = till.billers.payments("power")
    assert paid["amount_fen"] == told.body["amount_fen"]
    assert bill(farmer, first.body["payment_id"]).body == first.body
    (made,) = till.p.memory.published("PaymentMade")
    assert (made.data["terminal_id"], made.data["number"]) == (farmer.who.id, "")
    check_books(till.p.memory)


def test_other_content_under_the_same_key_is_refused(till: Till, farmer: Payer) -> None:
    told = due(farmer)
    pay(farmer, **told)
    changed = told | {"amount_fen": told["amount_fen"] + 1}
    assert code(pay(farmer, **changed)) == (422, "idempotency-key-reused")


def test_silence_of_the_partner_is_unknown_until_it_is_asked(till: Till, farmer: Payer) -> None:
    told = due(farmer)
    till.billers.modes["power"] = "lost"
    paid = pay(farmer, **told)
    assert code(paid) == (201, "unknown")
    till.billers.modes.clear()
    assert bill(farmer, paid.body["payment_id"]).body["status"] == "done"
    assert len(till.billers.payments("power")) == 1
    till.billers.modes["power"] = "error"
    other = pay(farmer, key="bill-0002", **told)
    till.billers.modes.clear()
    till.resolve()
    assert bill(farmer, other.body["payment_id"]).body["status"] == "done"
    assert till.town.balance(farmer) == 3_000_000 - 2 * told["amount_fen"]
    check_books(till.p.memory)


def test_a_refused_bill_comes_back(till: Till, farmer: Payer) -> None:
    paid = pay(farmer, bill_no="B000000000001", amount_fen=1_000)
    assert code(paid) == (201, "failed")
    assert till.town.balance(farmer) == 3_000_000
    told = receipts(farmer).body["receipts"]
    assert [(r["side"], r["is_back"]) for r in told] == [("credit", True), ("debit", False)]


def test_a_large_one_is_confirmed_by_its_hash(till: Till, farmer: Payer) -> None:
    fields = {"phone": "13800000001", "carrier": "CMCC"}
    assert quote(farmer, service="D04", fields=fields, amount_fen=1_000).status == 200
    told = {"service": "B06", "fields": {"insured_id": "610722198001011012",
            "month_from": "2026-01", "month_to": "2026-11", "base_level": "12"}}  # fmt: skip
    paid = pay(farmer, **told, amount_fen=500_001, bill_no="B1")
    assert code(paid)[0] in (400, 403)
    tobacco = {"service": "D12", "fields": {"license_no": "610722000001", "order_no": "DD-000001"}}
    assert code(pay(farmer, **tobacco, amount_fen=600_000, bill_no="B1"))[0] == 403
    asked = quote(farmer, key="bill-0009", **tobacco, amount_fen=600_000)
    large = {"amount_fen": 600_000, "bill_no": asked.body["bill_no"]}
    digest = _digest(farmer, tobacco, large, "bill-0009")
    token = f"{farmer.who.id}:{digest}"
    done = pay(farmer, key="bill-0009", **tobacco, **large, step_up_token=token)
    assert code(done) == (201, "done")
    other = pay(farmer, key="bill-0010", **tobacco, **large, step_up_token=token)
    assert other.status == 403  # a token serves the one payment that it was given for
    assert till.town.balance(farmer) == 2_400_000


def _digest(farmer: Payer, told: dict[str, Any], large: dict[str, Any], key: str) -> str:
    from nongxin.payments.phone_bill import PhoneBill

    return PhoneBill(told["service"], farmer.account_id, told["fields"], large["amount_fen"],
                     large["bill_no"], key).digest  # fmt: skip


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"service": "A03", "fields": {}}, (422, "service-not-by-phone")),
        ({"service": "D03"}, (422, "service-not-by-phone")),
        ({"service": "Z99"}, (404, "service-unknown")),
        ({"fields": POWER | {"period": "2026-13"}}, (400, "field-invalid")),
        ({"fields": POWER | {"pin": "A1B2C3D4E5F60718"}}, (400, "field-invalid")),
        ({"bill_no": ""}, (400, "field-invalid")),
        ({"amount_fen": None}, (400, "field-invalid")),
        ({"amount_fen": 0}, (400, "invalid-body")),
        ({"amount_fen": 1.005}, (400, "invalid-body")),
        ({"amount_fen": 20_000_001}, (422, "above-single-limit")),
        ({"account_id": "ac_610722_01JD0000000000000000009999"}, (404, "not-found")),
    ],
)
def test_what_does_not_fit_is_named_and_moves_nothing(
    till: Till, farmer: Payer, told: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(pay(farmer, **({"amount_fen": 1_000, "bill_no": "B1"} | told))) == expected
    assert till.town.balance(farmer) == 3_000_000
    assert till.billers.payments("power") == []


def test_anothers_account_bill_and_receipts_are_not_there(till: Till, farmer: Payer) -> None:
    stranger = till.town.person(county=NORTH)
    paid = pay(farmer, **due(farmer))
    assert pay(farmer, by=stranger.who, key="bill-0002", bill_no="B1", amount_fen=1).status == 404
    assert quote(farmer, by=stranger.who).status == 404
    assert bill(farmer, paid.body["payment_id"], by=stranger.who).status == 404
    assert receipts(farmer, by=stranger.who).status == 404
    assert bill(farmer, "py_610722_01JD0000000000000000009999").status == 404
    assert bill(farmer, "nonsense").status == 404
    assert pay(farmer, by=till.officer, key="bill-0003").status == 403


def test_a_terminals_payment_is_no_bill_of_the_phone(till: Till, farmer: Payer) -> None:
    asked = till.ask("D01", **till.card(farmer, **POWER)).body
    till.pay("D01", asked["amount_fen"], **till.card(farmer, **POWER), _bill_no=asked["bill_no"])
    (told,) = receipts(farmer).body["receipts"]
    assert (told["service"], told["amount_fen"]) == ("D01", asked["amount_fen"])
    assert bill(farmer, told["payment_id"]).status == 404


def test_receipts_by_page_tell_stations_and_phone(till: Till, farmer: Payer) -> None:
    till.pay("A03", 10_000, **till.card(farmer))
    pay(farmer, **due(farmer))
    till.pay("A05", 5_000, dest_card_no=farmer.number, dest_name=farmer.name, payer_name="张三")
    first = receipts(farmer, limit=2).body
    assert [(r["service"], r["side"]) for r in first["receipts"]] == [
        ("A05", "credit"), ("D01", "debit"),
    ]  # fmt: skip
    rest = receipts(farmer, limit=2, cursor=first["cursor"]).body
    assert [r["service"] for r in rest["receipts"]] == ["A03"]
    assert rest["receipts"][0]["name"] == services(till.p.fixed.today())["A03"].name_zh
    assert rest["cursor"] is None
    assert receipts(farmer, cursor="e30").body["code"] == "bad-page"


def test_a_time_deposit_has_a_receipt_where_a_station_opened_it(till: Till, farmer: Payer) -> None:
    told = till.card(farmer, term="1Y", renew_flag="N")
    assert till.pay("A09", 100_000, **told).body["status"] == "done"
    opening = {"product": "TD1Y", "amount_fen": 50_000}
    opened = ask(
        accounts,
        "POST",
        "/v1/accounts/{account_id}/time-deposits",
        by=farmer.who,
        path={"account_id": farmer.account_id},
        key="deposit-0001",
        body=opening,
    )
    assert opened.status == 201, opened.text
    assert [(r["service"], r["amount_fen"]) for r in receipts(farmer).body["receipts"]] == [
        ("A09", 100_000)
    ]


def test_what_it_costs(till: Till, farmer: Payer) -> None:
    told, units = due(farmer), till.p.memory.meter.units
    before = len(units)
    pay(farmer, **told)
    assert sum(cost for _, cost in units[before:]) == 9
