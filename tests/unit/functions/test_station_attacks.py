"""Stations attacked: late and repeated requests, hands that changed, orders out of their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api_payments.handler import handler as payments
from nongxin.stations.station import Status
from tests.builders.books import check_books
from tests.builders.borrowers import lend
from tests.builders.customers import an_id_no
from tests.builders.payers import Payer
from tests.builders.stations import FLOAT_FEN, Till, code
from tests.fakes.gateway import Answer

# Of the town's second person, who is the farmer.
FARMERS_ID = an_id_no(area="610722", sequence=101)
PARCEL = {"waybill": "SF00000001", "phone": "13800000001", "otp": "123456"}
WISH = {"id_no": FARMERS_ID, "phone": "13900000001", "village_code": "610722100200",
        "product": "YND", "purpose": "买化肥", "consent_photo": "ab" * 32}  # fmt: skip


def turned(till: Till, status: str) -> None:
    told = {"status": status, "reason": "检查"}
    assert till.staff("POST", "/status", told, key=f"turn-{status}-0001").status == 200


def signed_off(till: Till) -> None:
    assert till.shift(till.device, begins=False).status == 200


def relieved(till: Till) -> None:
    assert till.shift(till.device, till.appointed()).status == 200


def dismissed(till: Till) -> None:
    assert till.ended(till.operator_id).status == 200


def suspended(till: Till) -> None:
    turned(till, "suspended")


def shut_for_the_day(till: Till) -> None:
    till.p.fixed.pass_time(timedelta(hours=13))


MEANWHILE = (signed_off, relieved, dismissed, suspended, shut_for_the_day)


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda step: step.__name__)
def test_an_answer_that_was_lost_is_told_whatever_became_of_the_station(
    till: Till, farmer: Payer, meanwhile: object
) -> None:
    """Else the shop would hold for refused what was done, and keep the customer's cash."""
    body = till.body("A03", 10_000, **till.card(farmer))
    first = till.send(body)
    assert code(first) == (201, "done")
    meanwhile(till)  # type: ignore[operator]
    assert till.send(body).body == first.body
    assert till.status(body["trace"]).body == first.body
    assert till.fen() == FLOAT_FEN + 10_000
    refused = till.pay("A03", 10_000, **till.card(farmer))
    assert refused.status in (403, 422)


@pytest.mark.parametrize(
    ("before", "after"), [(signed_off, "shift"), (suspended, "open")], ids=["signed off", "shut"]
)
def test_what_the_station_could_not_do_stays_refused_when_it_can(
    till: Till, farmer: Payer, before: object, after: str
) -> None:
    """A copy on its way may come late: the shop holds it for refused."""
    before(till)  # type: ignore[operator]
    body = till.body("A03", 10_000, **till.card(farmer))
    first = till.send(body)
    assert first.status == 403
    if after == "shift":
        till.shift(till.device)
    else:
        turned(till, "open")
    late = till.send(body)
    assert code(late) == (422, "payment-refused-before")
    assert late.body["facts"]["reason"] == first.body["code"]
    assert till.fen() == FLOAT_FEN
    assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")
    check_books(till.p.memory)


def test_a_wish_is_not_bound_by_what_one_payment_may_move(till: Till, farmer: Payer) -> None:
    terms = {"opens": "06:00", "closes": "22:00", "single_most_fen": 200_000}
    assert till.staff("POST", "/terms", terms, key="terms-0001").status == 200
    assert code(till.pay("A13", 3_000_000, **WISH)) == (201, "done")
    told = till.card(farmer, term="1Y", renew_flag="N")
    assert code(till.pay("A09", 200_100, **told)) == (422, "above-single-limit")


def deposited(till: Till, farmer: Payer, renews: str = "N") -> str:
    """3,000 yuan for three months, under the number 000001; the certificate's account."""
    told = till.card(farmer, term="3M", renew_flag=renews, _trace="000001")
    opened = till.pay("A09", 300_000, **told)
    assert code(opened) == (201, "done"), opened.text
    return str(opened.body["result"]["id"])


def taken_out(till: Till, farmer: Payer, certificate: str) -> Answer:
    return till.pay("A10", None, **till.card(farmer, sub_acct=certificate))


def test_a_time_deposit_is_taken_back_once_and_then_there_is_none(
    till: Till, farmer: Payer
) -> None:
    certificate = deposited(till, farmer)
    assert code(till.back("000001", "void")) == (200, "reversed")
    assert code(till.back("000001", "void")) == (200, "reversed")
    assert till.town.balance(farmer) == 1_000_000
    assert till.status("000001").body["status"] == "reversed"
    assert taken_out(till, farmer, certificate).status in (409, 422)
    assert till.town.balance(farmer) == 1_000_000
    check_books(till.p.memory)


def test_a_time_deposit_that_was_taken_out_is_not_taken_back(till: Till, farmer: Payer) -> None:
    certificate = deposited(till, farmer)
    assert code(taken_out(till, farmer, certificate)) == (201, "done")
    said = till.back("000001", "void")
    assert code(said) == (409, "account-not-open")
    assert till.town.balance(farmer) == 1_000_000
    check_books(till.p.memory)


def test_a_repayment_stands_also_where_it_ended_the_loan(till: Till, farmer: Payer) -> None:
    loan = lend(till.p, farmer)
    told = till.card(farmer, loan_no=loan)
    owed = till.ask("A12", **told).body["facts"]["payoff_fen"]
    assert code(till.pay("A12", owed, **told, _trace="000001")) == (201, "done")
    before = till.town.balance(farmer)
    for taken_back in (till.back("000001", "void"), till.back("000001")):
        assert code(taken_back) == (422, "payment-not-reversible")
    assert code(till.pay("A12", 100, **told)) == (409, "loan-closed")
    assert till.town.balance(farmer) == before
    check_books(till.p.memory)


def test_a_deposit_that_has_matured_is_renewed_and_then_taken_out(
    till: Till, farmer: Payer
) -> None:
    """Also where the night's renewals are late."""
    certificate = deposited(till, farmer, renews="Y")
    till.p.fixed.pass_time(timedelta(days=100))
    assert till.shift(till.device).status == 200
    worth = till.ask("A10", **till.card(farmer, sub_acct=certificate)).body["facts"]
    assert worth["principal_fen"] > 300_000
    taken = taken_out(till, farmer, certificate)
    assert code(taken) == (201, "done"), taken.text
    result = taken.body["result"]
    assert {name: result[name] for name in worth} == worth
    check_books(till.p.memory)


def uploaded(till: Till, order: dict[str, Any]) -> tuple[str, str]:
    told = till.signed(payments, "POST", "/v1/payments/batches", {"orders": [order]})
    (said,) = told.body["orders"]
    return said["status"], said["code"]


def test_what_was_taken_before_the_station_was_suspended_waits_for_it(till: Till) -> None:
    orders = [till.taken("X04", None, **PARCEL) for _ in range(3)]
    assert uploaded(till, orders[0]) == ("taken", "")
    suspended(till)
    assert [uploaded(till, each) for each in orders[:2]] == [("taken", ""), ("later", "")]
    assert till.status(orders[1]["trace"]).status == 404
    turned(till, "open")
    assert uploaded(till, orders[1]) == ("taken", "")
    station = replace(till.p.stations.get(till.station_id), status=Status.CLOSED)
    till.p.storage.commit(till.p.stations.save(station, "[]"))
    assert uploaded(till, orders[2]) == ("refused", "station-shut")


def test_an_order_before_its_operator_was_appointed_is_refused_and_stays_so(till: Till) -> None:
    order = till.taken("X04", None, **PARCEL)
    till.p.fixed.pass_time(timedelta(minutes=5))
    later = till.appointed()
    early = order | {"operator_id": later, "trace": till.trace()}
    assert uploaded(till, early) == ("refused", "operator-not-appointed")
    till.p.fixed.pass_time(timedelta(minutes=5))
    assert uploaded(till, early) == ("refused", "payment-refused-before")
    assert uploaded(till, order) == ("taken", "")


@pytest.mark.parametrize("meanwhile", MEANWHILE[:-1], ids=lambda step: step.__name__)
def test_a_meter_card_is_confirmed_whatever_became_of_the_station(
    till: Till, meanwhile: object
) -> None:
    """The money is with the partner and the card written: that must be told."""
    meter = {"meter_card_no": "10000001", "card_data": "QUJDREVGRw==", "write_flag": "Y"}
    bill_no = till.ask("D03", **meter).body["bill_no"]
    paid = till.pay("D03", 10_000, **meter, _bill_no=bill_no, _trace="000001")
    assert code(paid) == (201, "to_confirm"), paid.text
    meanwhile(till)  # type: ignore[operator]
    for _ in range(2):
        told = till.about("POST", "/confirmation", "000001", {"written": True})
        assert code(told) == (200, "done")
    other = till.about("POST", "/confirmation", "000001", {"written": False})
    assert code(other) == (409, "payment-moved-on")
    assert till.fen() == FLOAT_FEN - 10_000
    check_books(till.p.memory)


def test_two_wishes_at_the_same_instant_are_one(till: Till, farmer: Payer) -> None:
    other = Till(till.p, till.town, number=1, billers=till.billers)
    said: list[Answer] = []
    till.p.memory.dynamo.before_write = lambda: said.append(other.pay("A13", 3_000_000, **WISH))
    first = till.pay("A13", 3_000_000, **WISH)
    assert (code(said[0]), code(first)) == ((201, "done"), (409, "intake-stands"))


def test_terms_that_change_while_the_station_is_suspended_leave_it_so(till: Till) -> None:
    terms = {"opens": "07:00", "closes": "20:00", "single_most_fen": 300_000}
    till.p.memory.dynamo.before_write = lambda: suspended(till)
    assert till.staff("POST", "/terms", terms, key="terms-0001").status == 200
    card = till.staff("GET", "").body
    assert (card["status"], card["opens"]) == ("suspended", "07:00")
