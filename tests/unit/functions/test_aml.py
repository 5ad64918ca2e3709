"""Large-value and suspicious transactions: from events to the auditor's report."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from api_aml.handler import handler as door
from nongxin.accounts.transfers.transfer import TransferMoney
from nongxin.aml.count_movement import count_movement
from nongxin.aml.day_flow import DayFlow, Movement
from nongxin.aml.find_flags import workdays_after
from nongxin.catalog.aml import aml_rules
from nongxin.catalog.station_rules import every_station_rule
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import deliver
from tests.builders.interbank import Desk, run, send
from tests.builders.lending import ENTITY, an_officer
from tests.builders.payers import NORTH, NORTH_ENTITY, Payer, pay
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

AUDITOR = an_officer(1, Role.AUDITOR)
TODAY = "2026-11-25"
MOVED = ("CashDeposited", "CashWithdrawn", "TransferMade", "InterbankSettled",
         "InterbankReceived")  # fmt: skip
PERSON = "pn_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


@pytest.fixture
def desk(p: FakeParts) -> Desk:
    return Desk(p)


def watch(desk: Desk, times: int = 1) -> None:
    """Every event so far, to the watching function (again)."""
    bank: Any = desk
    for _ in range(times):
        assert deliver(bank, "on_money_moved", *MOVED) == {"batchItemFailures": []}


def report(kind: str = "large", by: Principal = AUDITOR, **query: str) -> Answer:
    asked = {"entity": ENTITY, "date": TODAY, "kind": kind} | query
    return ask(door, "GET", "/v1/aml/flags", by=by, query=asked)


def flags(kind: str = "large", **query: str) -> list[tuple[str, str, int, int]]:
    found = report(kind, **query).body["flags"]
    return [(f["rule"], f["person_id"], f["amount_fen"], f["movements"]) for f in found]


def paid(payer: Payer, payee: Payer, fen: int, named: str) -> None:
    command = TransferMoney(payer.account_id, payee.number, payee.name, fen, "", named)
    token = f"{payer.who.id}:{command.digest}"
    answer = pay(payer, payee, fen, named, step_up_token=token)
    assert answer.status == 201, answer.text


def test_cash_of_a_day_counts_together_and_once(desk: Desk) -> None:
    person = desk.person(3_000_000)
    watch(desk, 3)
    assert flags() == []
    desk.fund(person, 2_000_000, "again")
    watch(desk, 3)
    assert flags() == [("LV01", person.who.id, 5_000_000, 2)]
    desk.fund(person, 1, "more")
    watch(desk)
    assert flags() == [("LV01", person.who.id, 5_000_001, 3)]


def test_another_day_begins_at_midnight_in_shaanxi(desk: Desk) -> None:
    person = desk.person(4_999_998)
    desk.p.fixed.pass_time(timedelta(hours=13, minutes=59))  # 23:59 there
    desk.fund(person, 1, "late")
    desk.p.fixed.pass_time(timedelta(minutes=1))
    desk.fund(person, 1, "tomorrow")
    watch(desk)
    assert flags() == flags(date="2026-11-26") == []
    assert desk.p.flows.get(person.who.id, ENTITY, TODAY).tally("cash_in").sum_fen == 4_999_999


def test_both_sides_of_a_large_transfer_each_at_their_own_bank(desk: Desk) -> None:
    payer, payee = desk.person(60_000_000), desk.person(county=NORTH)
    for number in range(3):
        fen = 20_000_000 if number < 2 else 10_000_000
        paid(payer, payee, fen, f"pay-{number:05d}")
    watch(desk, 2)
    assert ("LV04", payer.who.id, 50_000_000, 3) in flags()
    north = an_officer(2, Role.AUDITOR, county=NORTH)
    there = report(by=north, entity=NORTH_ENTITY).body["flags"]
    assert [(f["rule"], f["person_id"]) for f in there] == [("LV03", payee.who.id)]
    assert there[0]["report_by"] == "2026-12-02"


def test_ones_own_accounts_and_other_banks(desk: Desk) -> None:
    person = desk.person(1_000)
    second = desk.account(person.who, "second", tier="II", bound_to=person.account_id)
    pay(person, Payer(person.who, person.name, second["id"], second["number"]), 500)
    send(person, 100)
    desk.message("m-1", person, 700)
    run(desk)
    watch(desk, 2)
    flow = desk.p.flows.get(person.who.id, ENTITY, TODAY)
    sums = {name: (tally.sum_fen, tally.times) for name, tally in flow.tallies.items()}
    assert sums == {"cash_in": (1_000, 1), "transfer_out": (100, 1), "transfer_in": (700, 1)}


def moves(*told: tuple[str, int, str]) -> list[Movement]:
    return [
        Movement(f"ev-{n}", PERSON, ENTITY, TODAY, measure, fen, party)
        for n, (measure, fen, party) in enumerate(told)
    ]


def raised(movements: list[Movement]) -> set[str]:
    flow = DayFlow(PERSON, ENTITY, TODAY)
    for movement in movements:
        flow = flow.counted(movement, "now")
    return set(flow.raised)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("cash_in", 4_999_999, "")], set()),
        ([("cash_in", 5_000_000, "")], {"LV01"}),
        ([("cash_in", 4_000_000, "")] * 3, {"LV01", "SP01"}),
        ([("cash_in", 3_999_999, "")] * 3, {"LV01"}),
        ([("cash_in", 5_000_000, "")] * 3, {"LV01"}),
        ([("cash_in", 2_500_000, ""), ("cash_out", 2_500_000, "")], set()),
        ([("cash_out", 4_500_000, "")] * 3, {"LV02", "SP02"}),
        ([("transfer_in", 500_000, f"p{n}") for n in range(10)], {"SP04"}),
        ([("transfer_in", 500_000, f"p{n % 9}") for n in range(10)], set()),
        ([("transfer_in", 499_999, f"p{n}") for n in range(10)], set()),
        ([("transfer_out", 500_000, f"p{n}") for n in range(10)], {"SP05"}),
        ([("transfer_in", 20_000_000, "a"), ("transfer_out", 20_000_000, "b")], {"SP06"}),
        ([("transfer_in", 20_000_000, "a"), ("transfer_out", 19_999_999, "b")], set()),
        ([("cash_in", 10_000_000, ""), ("transfer_out", 10_000_000, "b")], {"LV01", "SP07"}),
        ([("transfer_out", 45_000_000, "b")] * 3, {"LV04", "SP03"}),
    ],
)
def test_rules_at_their_borders(told: list[tuple[str, int, str]], expected: set[str]) -> None:
    assert raised(moves(*told)) == expected


def test_no_rule_is_without_a_case() -> None:
    cases = test_rules_at_their_borders.pytestmark[0].args[1]  # type: ignore[attr-defined]
    covered = set().union(*(expected for _, expected in cases))
    at_stations = {rule.code for rule in every_station_rule()}  # see test_station_watch
    assert covered | {"LV03"} == {rule.code for rule in aml_rules()} - at_stations


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_events_makes_no_difference(seed: int) -> None:
    dice = random.Random(seed)
    measures = ("cash_in", "cash_out", "transfer_in", "transfer_out")
    told = moves(*(
        (dice.choice(measures), dice.choice([400_000, 4_500_000, 10_000_000]), f"p{n % 12}")
        for n in range(40)
    ))  # fmt: skip
    expected = raised(told)
    dice.shuffle(told)
    assert raised(told) == expected


def test_many_workers_count_one_person_without_loss(p: FakeParts) -> None:
    told = moves(*(("cash_in", 100_000, "") for _ in range(60))) * 2
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda m: count_movement(m, p.flows, p.clock), told))
    flow = p.flows.get(PERSON, ENTITY, TODAY)
    assert (flow.tally("cash_in").sum_fen, flow.tally("cash_in").times) == (6_000_000, 60)
    assert flags() == [("LV01", PERSON, 6_000_000, 60)]


def test_the_report_turns_its_pages(desk: Desk) -> None:
    people = sorted(desk.person(5_000_000).who.id for _ in range(5))
    watch(desk)
    first = report(limit="2").body
    rest = report(limit="10", cursor=first["cursor"]).body
    assert [f["person_id"] for f in first["flags"] + rest["flags"]] == people
    assert rest["cursor"] is None


def test_only_the_entitys_auditor_reads_it(desk: Desk) -> None:
    person = desk.person(5_000_000)
    for by in (person.who, an_officer(1, Role.TELLER), an_officer(1, Role.OFFICER)):
        assert report(by=by).status == 403
    north = Principal(**vars(an_officer(1, Role.AUDITOR, county=NORTH)) | {"entity": NORTH_ENTITY})
    assert report(by=north).status == 404
    assert report(entity="9999").status == 404
    for wrong in ({"date": "2026-11-31"}, {"date": "x"}, {"kind": "small"}):
        assert report(**{"kind": "large"} | wrong).body["code"] == "report-invalid"


def test_the_customers_door_cannot_look_into_the_tables() -> None:
    from infra.functions import FUNCTIONS

    touching = {f.folder for f in FUNCTIONS if "aml" in (*f.reads, *f.writes)}
    assert touching == {"api_aml", "on_money_moved", "job_rotate_keys"}  # which seals them anew


def test_five_working_days_pass_over_weekends_and_holidays() -> None:
    assert workdays_after(date(2026, 9, 30), 5) == date(2026, 10, 13)
