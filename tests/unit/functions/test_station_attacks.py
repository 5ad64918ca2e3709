"""Stations attacked: late and repeated requests, hands that changed, cards that were lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders.books import check_books
from tests.builders.payers import Payer, Town
from tests.builders.stations import FLOAT_FEN, Till
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

MORE = timedelta(minutes=2)


@pytest.fixture
def till(p: FakeParts) -> Till:
    return Till(p, Town(p))


@pytest.fixture
def farmer(till: Till) -> Payer:
    return till.town.person(1_000_000)


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", answer.body.get("status"))


def turned(till: Till, status: str) -> None:
    told = {"status": status, "reason": "检查"}
    assert till.staff("POST", "/status", told, key=f"turn-{status}-1").status == 200


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
