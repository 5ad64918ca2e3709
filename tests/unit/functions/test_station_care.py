"""Services that move no money: a lost card, a PIN (A15), a wish for a loan (A13)."""

from __future__ import annotations

from typing import Any

import pytest

from api_loans.handler import handler as loans
from api_payments.handler import handler as payments
from nongxin.kernel.identity import Principal, Role
from tests.builders.customers import an_id_no
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import WRONG_PIN, Till, code
from tests.fakes.gateway import Answer, ask

# Of the town's second person, who is the farmer.
FARMERS_ID = an_id_no(area="610722", sequence=101)
NEW_PIN = "F0E1D2C3B4A59687"
WISH = {"id_no": FARMERS_ID, "phone": "13900000001", "village_code": "610722100200",
        "product": "YND", "purpose": "买化肥", "consent_photo": "ab" * 32}  # fmt: skip
WISHED_FEN = 3_000_000


def care(till: Till, farmer: Payer, what: str, **told: str) -> Answer:
    return till.pay("A15", None, **till.card(farmer, id_no=FARMERS_ID, care=what) | told)


def test_a_lost_card_pays_nothing_more_at_stations_and_its_account_goes_on(
    till: Till, farmer: Payer
) -> None:
    lost = care(till, farmer, "lost", _trace="000001")
    assert (code(lost), lost.body["amount_fen"]) == ((201, "done"), 0)
    assert care(till, farmer, "lost", _trace="000001").body == lost.body  # once
    for refused in (till.pay("A03", 10_000, **till.card(farmer)),
                    till.ask("A01", **till.card(farmer)), care(till, farmer, "lost")):  # fmt: skip
        assert code(refused) == (422, "card-reported-lost")
    told = {"dest_card_no": farmer.number, "dest_name": farmer.name, "payer_name": "张三"}
    assert code(till.pay("A05", 10_000, **told)) == (201, "done")
    held = ask(payments, "GET", "/v1/payments/held-cards", by=till.officer,
               query={"county": till.county})  # fmt: skip
    assert [each["rule"] for each in held.body["cards"]] == ["LOST"]
    freed = ask(payments, "POST", "/v1/payments/held-cards/{account_id}/release",
                path={"account_id": farmer.account_id}, by=till.officer, key="release-1",
                body={"reason": "本人持证到网点"})  # fmt: skip
    assert freed.status == 200
    assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")
    (event,) = till.p.memory.published("CardCaredFor")
    assert (event.data["care"], event.data["owner"]) == ("lost", farmer.who.id)


def test_a_card_that_a_rule_stopped_may_be_reported_lost_and_keeps_its_pin(
    till: Till, farmer: Payer
) -> None:
    for service in ("A03", "B03"):
        assert till.pay(service, 200_000, **till.card(farmer)).status == 201
    split = till.pay("E02", 10_000, **till.card(farmer, item_code="SBA01"))
    assert code(split) == (422, "payment-stopped")
    changed = care(till, farmer, "pin_change", new_pin=NEW_PIN)
    assert code(changed) == (422, "card-held-at-stations")
    assert code(care(till, farmer, "lost")) == (201, "done")
    assert code(till.ask("A01", **till.card(farmer))) == (422, "card-reported-lost")


def test_a_pin_is_changed_once_by_the_security_module_alone(till: Till, farmer: Payer) -> None:
    body = till.body("A15", None, **till.card(farmer, id_no=FARMERS_ID, care="pin_change",
                                              new_pin=NEW_PIN))  # fmt: skip
    till.billers.modes["pins"] = "twice"
    first = till.send(body)
    assert code(first) == (201, "done")
    assert till.send(body).body == first.body
    sent = [each for each in till.billers.bodies if "new_pin" in each]
    assert {each["number"] for each in sent} == {
        f"{till.device.terminal_id}-{first.body['number']}"
    }
    assert NEW_PIN not in str(till.p.memory.dynamo.tables)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"care": "pin_change"}, (400, "field-invalid")),
        ({"care": "lost", "new_pin": NEW_PIN}, (400, "field-invalid")),
        ({"care": "all"}, (400, "field-invalid")),
        ({"care": "lost", "pin": WRONG_PIN}, (422, "pin-wrong")),
        ({"care": "pin_change", "new_pin": NEW_PIN, "pin": WRONG_PIN}, (422, "pin-wrong")),
        ({"care": "lost", "id_no": an_id_no(area="610722", sequence=100)},
         (422, "id-number-not-the-owners")),
    ],
)  # fmt: skip
def test_who_may_not_changes_nothing(
    till: Till, farmer: Payer, told: dict[str, str], said: tuple[int, str]
) -> None:
    assert code(care(till, farmer, **{"what": told.pop("care")} | told)) == said
    assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")


def intakes(by: Principal, **query: str) -> Answer:
    return ask(loans, "GET", "/v1/loans/intakes", by=by, query=query)


def ended(by: Principal, farmer: Payer, key: str = "ended-0001", **told: Any) -> Answer:
    body = {"status": "applied", "note": "已建档申请"} | told
    path = {"customer_id": farmer.who.id, "product": "YND"}
    return ask(loans, "POST", "/v1/loans/intakes/{customer_id}/{product}/ending", by=by,
               path=path, key=key, body=body)  # fmt: skip


def test_a_wish_for_a_loan_waits_for_the_officers_of_the_persons_county(
    till: Till, farmer: Payer
) -> None:
    shop = Till(till.p, till.town, county=NORTH, number=3)  # taken in another county
    taken = shop.pay("A13", WISHED_FEN, **WISH)
    assert (code(taken), taken.body["result"]) == ((201, "done"), {"intake": "waiting"})
    (seen,) = intakes(till.officer, county=till.county).body["intakes"]
    assert (seen["customer_id"], seen["amount_fen"], seen["phone"], seen["taken_by"]) == (
        farmer.who.id, WISHED_FEN, "13900000001", shop.operator_id)  # fmt: skip
    assert intakes(shop.officer, county=till.county).status == 404
    assert intakes(shop.officer).body["intakes"] == []
    assert [each["status"] for each in intakes(farmer.who).body["intakes"]] == ["waiting"]
    assert intakes(till.owner.who).body["intakes"] == []
    assert code(till.pay("A13", WISHED_FEN, **WISH)) == (409, "intake-stands")
    assert ended(shop.officer, farmer).status == 404
    assert code(ended(till.officer, farmer)) == (200, "applied")
    assert code(ended(till.officer, farmer, key="ended-0002")) == (409, "intake-over")
    assert intakes(till.officer).body["intakes"] == []
    assert code(till.pay("A13", 20_000_000, **WISH)) == (201, "done")  # above the shop's limit
    kept = str(list(till.p.memory.items("lending")))
    assert "买化肥" not in kept and "13900000001" not in kept


@pytest.mark.parametrize(
    ("changed", "fen", "said"),
    [
        ({"id_no": an_id_no(area="610722", sequence=999)}, WISHED_FEN, (422, "intake-no-customer")),
        ({"product": "ZZZ"}, WISHED_FEN, (404, "product-unknown")),
        ({}, 100, (422, "amount-out-of-range")),
        ({}, None, (400, "field-invalid")),
        ({"consent_photo": "none"}, WISHED_FEN, (400, "field-invalid")),
    ],
)
def test_a_wish_that_cannot_be_is_named(
    till: Till, farmer: Payer, changed: dict[str, str], fen: int | None, said: tuple[int, str]
) -> None:
    assert code(till.pay("A13", fen, **WISH | changed)) == said
    assert intakes(an_officer(901, Role.OFFICER)).body["intakes"] == []
