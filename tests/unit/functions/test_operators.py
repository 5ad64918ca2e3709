"""Operators: asked for by one, appointed by another; they sign on, and payments name no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler as payments
from nongxin.kernel.identity import Role
from nongxin.stations.operator import MOST
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import FLOAT_FEN, Till, code, somebody
from tests.fakes.gateway import Answer

PARCEL = {"waybill": "SF00000001", "phone": "13800000001", "otp": "123456"}


def cash(till: Till, farmer: Payer, operator_id: str) -> Answer:
    body = till.body("A03", 10_000, **till.card(farmer)) | {"operator_id": operator_id}
    return till.send(body)


def other(till: Till) -> str:
    """A second operator, who has signed on in the place of the first."""
    operator_id = till.appointed()
    assert till.shift(till.device, operator_id).status == 200
    return operator_id


NOBODY = "st_610722_01JD0000000000000000009999"


def test_nobody_serves_who_was_not_appointed_here(till: Till, farmer: Payer) -> None:
    elsewhere = Till(till.p, till.town, number=1)
    north = Till(till.p, till.town, county=NORTH)
    for who in (NOBODY, "", elsewhere.operator_id, north.operator_id, till.owner.who.id):
        assert code(cash(till, farmer, who)) == (403, "operator-not-appointed"), who
    question = {"service": "A01", "operator_id": NOBODY, "fields": till.card(farmer),
                "id_shown": True}  # fmt: skip
    asked = till.signed(payments, "POST", "/v1/payments/enquiries", question)
    assert code(asked) == (403, "operator-not-appointed")
    assert (till.fen(), till.town.balance(farmer)) == (FLOAT_FEN, 1_000_000)
    body = till.body("A03", 10_000, **till.card(farmer))
    body.pop("operator_id")
    assert code(till.send(body)) == (400, "invalid-body")


def test_two_people_appoint_an_operator_and_the_journal_names_who_served(
    till: Till, farmer: Payer
) -> None:
    asked = till.asked()
    assert code(asked) == (201, "asked")
    operator_id = str(asked.body["operator_id"])
    assert till.shift(till.device, operator_id).status == 404  # not one of theirs yet
    assert code(till.decided(operator_id, by=till.officer)) == (403, "denied")
    foreign = an_officer(903, Role.COUNTY_APPROVER, county=NORTH)
    assert till.decided(operator_id, by=foreign).status == 404
    assert code(till.decided(operator_id)) == (200, "appointed")
    assert code(till.decided(operator_id, key="once-more-1")) == (409, "operator-state")
    assert code(cash(till, farmer, operator_id)) == (403, "operator-not-signed-on")
    assert till.shift(till.device, operator_id).body["operator_id"] == operator_id
    body = till.body("A03", 10_000, **till.card(farmer)) | {"operator_id": operator_id}
    assert code(till.send(body)) == (201, "done")
    other_hand = till.send(body | {"operator_id": till.operator_id})
    assert code(other_hand) == (422, "idempotency-key-reused")
    rows = [i["answer"]["S"] for i in till.p.memory.items("ledger") if "answer" in i]
    assert any(operator_id in row for row in rows)
    told = [e.data["status"] for e in till.p.memory.published("OperatorTurned")]
    assert told == ["asked", "appointed"] * 2


def test_a_shift_ends_with_the_next_one_or_by_its_operator(till: Till, farmer: Payer) -> None:
    second = other(till)
    assert code(cash(till, farmer, till.operator_id)) == (403, "operator-not-signed-on")
    assert code(till.shift(till.device, begins=False)) == (403, "operator-not-signed-on")
    assert till.shift(till.device, second, begins=False).body["operator_id"] == ""
    assert code(cash(till, farmer, second)) == (403, "operator-not-signed-on")
    elsewhere = Till(till.p, till.town, number=1)
    assert till.shift(elsewhere.device, second).status == 404
    till.shift(till.device)
    till.p.fixed.pass_time(timedelta(days=1))
    till.on_until += timedelta(days=1)  # and nobody signs on anew
    assert code(cash(till, farmer, till.operator_id)) == (403, "operator-not-signed-on")


def test_a_person_serves_one_terminal_the_last_one_they_signed_on_at(
    till: Till, farmer: Payer
) -> None:
    first, second = till.device, till.terminal()  # the same operator signs on at both
    assert till.p.terminals.find(first.terminal_id).operator_id == ""  # type: ignore[union-attr]
    assert code(cash(till, farmer, till.operator_id)) == (403, "operator-not-signed-on")
    told = [(e.data["terminal_id"], e.data["begins"])
            for e in till.p.memory.published("ShiftTurned")]  # fmt: skip
    assert told[-2:] == [(second.terminal_id, True), (first.terminal_id, False)]
    till.device = second
    assert code(cash(till, farmer, till.operator_id)) == (201, "done")
    colleague = till.appointed()
    assert till.shift(first, colleague).status == 200
    assert code(cash(till, farmer, till.operator_id)) == (201, "done")  # another's ends nothing
    till.device = first
    assert code(cash(till, farmer, colleague)) == (201, "done")


def test_of_two_sign_ons_at_once_one_stands(till: Till) -> None:
    devices = [till.device, till.terminal()]
    till.shift(devices[1], begins=False)
    till.p.memory.dynamo.before_write = lambda: till.shift(devices[1])
    assert till.shift(devices[0]).status == 200
    found = [till.p.terminals.find(each.terminal_id) for each in devices]
    assert [each.operator_id for each in found if each] == [till.operator_id, ""]


def test_a_terminal_that_is_out_holds_no_sign_on(till: Till) -> None:
    broken = till.device.terminal_id
    path = {"terminal_id": broken}
    gone = till.staff("POST", "/terminals/{terminal_id}/revocation", path=path, key="gone-0001")
    assert gone.status == 200, gone.text
    assert till.shift(till.terminal()).status == 200


@pytest.mark.parametrize("who", ["officer", "approver", "owner"])
def test_who_answers_for_the_shop_ends_an_operator_at_once(
    till: Till, farmer: Payer, who: str
) -> None:
    by = till.owner.who if who == "owner" else getattr(till, who)
    assert code(till.ended(till.operator_id, by=by)) == (200, "ended")
    assert code(cash(till, farmer, till.operator_id)) == (403, "operator-not-appointed")
    assert till.staff("GET", "", by=till.operator).status == 404
    found = till.p.access_store.any_credential(till.operator_id)
    assert found is not None and found.is_closed
    again = till.ended(till.operator_id, key="ended-again-1")
    assert code(again) == (409, "operator-state")
    (seen,) = till.staff("GET", "").body["operators"]
    assert (seen["status"], bool(seen["until"])) == ("ended", True)


def test_nobody_else_ends_or_asks(till: Till) -> None:
    stranger = somebody()
    assert till.ended(till.operator_id, by=stranger).status == 404
    assert till.asked(by=an_officer(903, Role.OFFICER, county=NORTH)).status == 404
    assert till.asked(customer_id="pn_610722_01JD0000000000000000008888").status == 404
    assert code(till.asked(staff_no=f"E{till.county}0001")) == (409, "already-registered")


def test_who_is_refused_has_no_way_in(till: Till) -> None:
    operator_id = str(till.asked().body["operator_id"])
    assert code(till.decided(operator_id, approves=False)) == (200, "refused")
    found = till.p.access_store.any_credential(operator_id)
    assert found is not None and found.is_closed
    assert len(till.staff("GET", "").body["operators"]) == 1


def test_a_station_has_so_many_operators_and_a_closed_one_none(till: Till) -> None:
    for _ in range(MOST - 1):
        till.appointed()
    assert code(till.asked()) == (422, "station-operators-full")
    till.ended(till.operator_id)
    waiting = str(till.asked().body["operator_id"])
    till.empty()
    assert till.close().status == 200
    closed = (409, "station-closed")
    assert code(till.asked()) == closed
    assert code(till.decided(waiting)) == closed
    terms = {"opens": "06:00", "closes": "22:00", "single_most_fen": 200_000}
    assert code(till.staff("POST", "/terms", terms, key="terms-0001")) == closed
    assert code(till.staff("POST", "/terminals", {"serial_no": "SN-0009"})) == closed
    assert code(till.decided(waiting, approves=False, key="refused-1"))[1] == "refused"


def test_without_a_line_the_moment_counts(till: Till, farmer: Payer) -> None:
    orders = [till.taken("X04", None, **PARCEL)]
    till.p.fixed.pass_time(timedelta(hours=1))
    till.ended(till.operator_id)
    orders += [till.taken("X04", None, **PARCEL)]
    wrong = till.taken("X04", None, **PARCEL) | {"taken_at": "2020-01-01T08:00:00+08:00"}
    ahead = orders[1] | {"trace": till.trace(), "taken_at": f"{till.today}T23:59:00+08:00"}
    told = till.signed(payments, "POST", "/v1/payments/batches",
                       {"orders": [*orders, wrong, ahead]})  # fmt: skip
    said: list[Any] = [(o["status"], o["code"]) for o in told.body["orders"]]
    assert said == [
        ("taken", ""),
        ("refused", "operator-not-appointed"),
        ("refused", "field-invalid"),
        ("refused", "operator-not-appointed"),
    ]


def test_one_whom_ops_closed_serves_nobody(till: Till, farmer: Payer) -> None:
    found = till.p.access_store.any_credential(till.operator_id)
    assert found is not None
    till.p.storage.commit(till.p.access_store.keep_credential(found.closed()))
    assert code(cash(till, farmer, till.operator_id)) == (403, "operator-not-appointed")


def test_operators_who_serve_themselves_are_told(till: Till, farmer: Payer) -> None:
    """ST03: cash of 500 yuan and more of those who run the shop."""
    till.appointed(customer_id=farmer.who.id)
    paid = till.pay("A03", 60_000, **till.card(farmer))
    assert code(paid) == (201, "done")
    (told,) = till.p.memory.published("PaymentWatched")
    assert (told.data["rule"], told.data["owner"]) == ("ST03", farmer.who.id)
