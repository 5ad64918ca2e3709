"""The review of a flag: concluded by one, decided by another, and seen by the day's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api_aml.handler import handler as door
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import deliver
from tests.builders.lending import ENTITY, an_officer
from tests.builders.payers import NORTH, NORTH_ENTITY, Payer, Town
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

MAKER, CHECKER = an_officer(1, Role.AML_OFFICER), an_officer(2, Role.COUNTY_APPROVER)
AUDITOR = an_officer(3, Role.AUDITOR)
ELSEWHERE = replace(an_officer(4, Role.COUNTY_APPROVER, county=NORTH), entity=NORTH_ENTITY)
REVIEW = "/v1/aml/flags/{flag_id}/review"


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def watched(town: Town) -> str:
    """The id of the one flag of the day."""
    bank: Any = town
    assert deliver(bank, "on_money_moved", "CashDeposited") == {"batchItemFailures": []}
    return str(listed()["flag_id"])


def listed(by: Principal = AUDITOR) -> dict[str, Any]:
    query = {"entity": ENTITY, "date": "2026-11-25"}
    (flag,) = ask(door, "GET", "/v1/aml/flags", by=by, query=query).body["flags"]
    return dict(flag)


def conclude(flag_id: str, by: Principal = MAKER, named: str = "conclude-1", **told: Any) -> Answer:
    body = {"verdict": "report", "reason": "与其收入不符"} | told
    return ask(door, "POST", REVIEW, path={"flag_id": flag_id}, by=by, key=named, body=body)


def decide(flag_id: str, by: Principal = CHECKER, named: str = "decide-001", **told: Any) -> Answer:
    body = {"agrees": True} | told
    return ask(door, "POST", f"{REVIEW}/decision", path={"flag_id": flag_id}, by=by, key=named,
               body=body)  # fmt: skip


def steps(flag_id: str, by: Principal = AUDITOR) -> list[tuple[str, str, int]]:
    told = ask(door, "GET", REVIEW, path={"flag_id": flag_id}, by=by).body
    return [(step["by"], step["what"], step["amount_fen"]) for step in told["steps"]]


def test_a_flag_is_reported_by_two(town: Town) -> None:
    town.person(5_000_000)
    flag_id = watched(town)
    assert (listed()["state"], steps(flag_id)) == ("new", [])
    first, again = conclude(flag_id), conclude(flag_id)
    assert (first.status, first.body["state"], first.text) == (201, "concluded", again.text)
    assert decide(flag_id, MAKER).body["code"] == "flag-review-four-eyes"
    assert decide(flag_id).body["state"] == "reported"
    assert listed(MAKER)["state"] == "reported"
    for late in (conclude(flag_id, named="conclude-2"), decide(flag_id, named="decide-002")):
        assert late.body["code"] == "flag-review-state"
    assert steps(flag_id) == [(MAKER.id, "report", 5_000_000), (CHECKER.id, "agreed", 5_000_000)]


def test_what_is_sent_back_is_concluded_anew_and_nothing_is_rubbed_out(town: Town) -> None:
    person: Payer = town.person(5_000_000)
    flag_id = watched(town)
    conclude(flag_id, verdict="explain", reason="卖粮款")
    town.fund(person, 1_000_000, "more")
    assert watched(town) == flag_id
    assert decide(flag_id, agrees=False, reason="金额又增加").body["state"] == "new"
    stored = str(town.p.memory.items("aml"))  # reasons tell of people: sealed
    assert "卖粮款" not in stored
    assert "金额又增加" not in stored
    assert conclude(flag_id, CHECKER, "conclude-2", verdict="explain").status == 201
    assert decide(flag_id, MAKER, "decide-002").body["state"] == "explained"
    assert steps(flag_id) == [
        (MAKER.id, "explain", 5_000_000),
        (CHECKER.id, "sent_back", 6_000_000),
        (CHECKER.id, "explain", 6_000_000),
        (MAKER.id, "agreed", 6_000_000),
    ]


def test_who_may_do_what(town: Town) -> None:
    town.person(5_000_000)
    flag_id = watched(town)
    assert decide(flag_id).body["code"] == "flag-review-state"  # nobody has concluded
    assert conclude(flag_id, AUDITOR).status == 403
    assert conclude(flag_id, an_officer(5, Role.TELLER)).status == 403
    assert conclude(flag_id, ELSEWHERE).status == 404
    assert ask(door, "GET", REVIEW, path={"flag_id": flag_id}, by=ELSEWHERE).status == 404


SPOILT = [
    ("2758", "2724"),
    ("LV01", "LV99"),
    ("LV01", "LV02"),
    ("20261125", "20269999"),
    ("pn_", "ac_"),
    ("_", "#"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_no_flag(town: Town, spoil: tuple[str, str]) -> None:
    town.person(5_000_000)
    wrong = watched(town).replace(*spoil, 1)
    assert conclude(wrong).status == decide(wrong).status == 404
    assert ask(door, "GET", REVIEW, path={"flag_id": wrong}, by=AUDITOR).status == 404
