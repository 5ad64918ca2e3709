"""The watch at the doors: refused, the card stopped until staff release it, or told and done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api_aml.handler import handler as aml
from api_payments.handler import handler as payments
from nongxin.kernel.identity import Role
from tests.builders.bank import deliver
from tests.builders.books import check_books
from tests.builders.lending import ENTITY, an_officer
from tests.builders.payers import NORTH, Payer
from tests.builders.stations import Till, code
from tests.fakes.gateway import Answer, ask

AML_OFFICER = an_officer(3, Role.AML_OFFICER)


@pytest.fixture
def farmer(till: Till) -> Payer:
    return till.town.person(3_000_000)


def flags(till: Till) -> list[tuple[str, str, int, int]]:
    """As the AML officer reads them, after every event came, and came again."""
    for _ in range(2):
        deliver(till, "on_money_moved", "PaymentWatched")  # type: ignore[arg-type]
    day = till.p.fixed.today().isoformat()
    query = {"entity": ENTITY, "date": day, "kind": "suspicious"}
    found = ask(aml, "GET", "/v1/aml/flags", by=AML_OFFICER, query=query).body["flags"]
    return [(f["rule"], f["person_id"], f["amount_fen"], f["movements"]) for f in found]


def cards(till: Till, **told: Any) -> list[str]:
    by = told.pop("by", till.officer)
    answer = ask(payments, "GET", "/v1/payments/held-cards", by=by, query={"county": till.county})
    return [each["account_id"] for each in answer.body["cards"]]


def release(till: Till, account_id: str, **told: Any) -> Answer:
    return ask(payments, "POST", "/v1/payments/held-cards/{account_id}/release",
               path={"account_id": account_id}, by=told.get("by", till.officer),
               key=told.get("key", "release-1"), body={"reason": "已电话核实本人"})  # fmt: skip


def split(till: Till, farmer: Payer) -> Answer:
    """2,000 + 2,000 + 100 yuan under three kinds of business."""
    for service in ("A03", "B03"):
        assert till.pay(service, 200_000, **till.card(farmer)).status == 201
    return till.pay("E02", 10_000, **till.card(farmer, item_code="SBA01"), _trace="000001")


def test_too_many_withdrawals_are_refused_and_told(till: Till, farmer: Payer) -> None:
    for _ in range(5):
        assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")
    sixth = till.pay("A03", 10_000, **till.card(farmer), _trace="000001")
    assert (*code(sixth), sixth.body["facts"]) == (422, "payment-stopped", {"rule": "ST01"})
    again = till.pay("A03", 10_000, **till.card(farmer), _trace="000001")
    assert code(again) == (422, "payment-refused-before")
    assert till.town.balance(farmer) == 2_950_000
    assert flags(till) == [("ST01", farmer.who.id, 10_000, 1)]
    till.p.fixed.pass_time(timedelta(minutes=10))
    assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")
    check_books(till.p.memory)


def test_a_card_that_was_split_over_is_stopped_until_staff_release_it(
    till: Till, farmer: Payer
) -> None:
    assert code(split(till, farmer)) == (422, "payment-stopped")
    assert flags(till) == [("ST02", farmer.who.id, 10_000, 1)]
    assert cards(till) == [farmer.account_id]
    held = till.pay("A07", 1_000, **till.card(farmer, dest_card_no=till.owner.number,
                                              dest_name=till.owner.name))  # fmt: skip
    assert code(held) == (422, "card-held-at-stations")
    assert till.ask("A01", **till.card(farmer)).status == 200  # a question moves nothing
    other = Till(till.p, till.town, number=1)
    assert code(other.pay("A03", 1_000, **till.card(farmer)))[1] == "card-held-at-stations"
    assert release(till, farmer.account_id).status == 200
    assert cards(till) == []
    till.p.fixed.pass_time(timedelta(days=1))
    assert code(till.pay("A03", 10_000, **till.card(farmer))) == (201, "done")
    assert release(till, farmer.account_id, key="release-2").body["code"] == "card-not-held"
    check_books(till.p.memory)


def test_a_card_may_be_stopped_again(till: Till, farmer: Payer) -> None:
    split(till, farmer)
    release(till, farmer.account_id)
    again = till.pay("E02", 10_000, **till.card(farmer, item_code="SBA01"))
    assert code(again) == (422, "payment-stopped")
    assert cards(till) == [farmer.account_id]


def test_only_staff_of_the_county_see_and_release(till: Till, farmer: Payer) -> None:
    split(till, farmer)
    stranger = an_officer(5, county=NORTH)
    assert release(till, farmer.account_id, by=stranger).status == 404
    assert release(till, farmer.account_id, by=farmer.who).status == 403
    path = {"county": till.county}
    assert ask(payments, "GET", "/v1/payments/held-cards", by=stranger, query=path).status == 404
    assert cards(till) == [farmer.account_id]
    assert release(till, "ac_610722_01JD0000000000000000009999").status == 404


def test_the_owner_at_the_own_shop_is_served_and_told(till: Till) -> None:
    owner, before = till.owner, till.fen()
    assert code(till.pay("A03", 60_000, **till.card(owner))) == (201, "done")
    assert till.fen() == before + 60_000
    assert flags(till) == [("ST03", owner.who.id, 60_000, 1)]


def test_a_card_that_slept_is_stopped_at_its_first_large_withdrawal(
    till: Till, farmer: Payer
) -> None:
    till.p.fixed.pass_time(timedelta(days=180))
    assert code(till.pay("A03", 100_000, **till.card(farmer))) == (422, "payment-stopped")
    assert cards(till) == [farmer.account_id]
    assert till.town.balance(farmer) == 3_000_000


def test_a_bill_to_another_bank_meets_the_rules_of_its_code(till: Till, farmer: Payer) -> None:
    till.p.fixed.pass_time(timedelta(hours=11, minutes=30))  # half past nine at night
    told = till.card(farmer, bank_card_no="6222021234567894", dest_name="张三",
                     dest_bank_cnaps="102100099996")  # fmt: skip
    till.billers.outcome("clearing", "6222021234567894", "done")
    assert code(till.pay("A08", 100_000, **told)) == (201, "done")
    assert flags(till) == [("ST06", farmer.who.id, 100_000, 1)]


def test_the_watch_writes_nothing_where_nothing_is_seen(till: Till, farmer: Payer) -> None:
    units = till.p.memory.meter.units
    before = len(units)
    till.pay("A03", 10_000, **till.card(farmer))
    assert [cost for _, cost in units[before:]] == [6]


def test_why_a_card_was_released_is_sealed(till: Till, farmer: Payer) -> None:
    split(till, farmer)
    release(till, farmer.account_id)
    stored = str(till.p.memory.items("payments"))
    assert "released_by" in stored and "核实" not in stored
    assert till.p.held_cards.get(farmer.account_id).reason == "已电话核实本人"  # type: ignore[union-attr]
