"""R26: reconciliation finds a break that was planted, whatever it is, and none where none is."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api_accounts.handler import handler as accounts
from nongxin.kernel.identity import Principal, Role
from nongxin.ledger.account import AccountState
from tests.builders.books import NORTH, SOUTH, TODAY, Move, account_id
from tests.builders.jobs import Jobs
from tests.builders.lending import an_officer
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

DAY = timedelta(days=1)
NORTHERN, SOUTHERN = "2724", "2758"
Table = MutableMapping[tuple[str, str], dict[str, Any]]


@pytest.fixture
def jobs(p: FakeParts) -> Jobs:
    """All 94 have books; one day is sealed, one is open, with holds, states and a reversal."""
    jobs = Jobs(p)
    jobs.run("job_open_books")
    world = jobs.world
    for number in range(6):
        world.open(number)
    world.move(Move(None, 0, 1_000), "in")
    world.move(Move(0, 1, 300), "over to another entity")
    world.clock.pass_time(DAY)
    for entity in (NORTHERN, SOUTHERN):
        jobs.run("job_close_day", entity=entity)
    world.move(Move(0, 2, 100), "within")
    world.move(Move(1, 0, 50), "back")
    hold = world.hold(0, 200, "hold", world.clock.now() + DAY).answer["hold_id"]
    world.move(Move(0, None, 80, str(hold)), "use")
    world.move(Move(None, 4, 9), "in 4")
    world.turn(4, AccountState.FROZEN, "freeze")
    return jobs


def found(jobs: Jobs) -> set[tuple[str, str]]:
    """What one beat of the clock finds: entity and kind. Of the 94 two have accounts here."""
    told = [jobs.run("job_reconcile")]
    told += [jobs.run("job_reconcile", entity=entity) for entity in (NORTHERN, SOUTHERN)]
    return {(each["entity"], what) for each in told for what, _ in each["found"]}


def table(jobs: Jobs, shard: str = "south") -> Table:
    return jobs.p.memory.dynamo.tables[f"nongxin-test-ledger-{shard}"]


def test_right_books_have_no_findings(jobs: Jobs) -> None:
    answer = jobs.run("job_reconcile")
    assert (len(answer["started"]), answer["clearing"]) == (94, True)
    started = {told["entity"] for _, told in jobs.p.services.functions.called}
    assert started == set(answer["started"])
    assert found(jobs) == set()
    assert set(jobs.p.services.metrics.told["BooksBroken"]) == {0}
    assert jobs.run("job_reconcile", list=True) == {"findings": []}


def entry(jobs: Jobs, number: int, seq: int) -> tuple[str, str]:
    return next(key for key in table(jobs) if key[1] == f"{account_id(number)}#{seq:012d}")


def general(jobs: Jobs, kind: str, days: int, side: str = "debit") -> tuple[str, str]:
    return next(
        key
        for key in table(jobs)
        if f"#G#{SOUTHERN}#{kind}#{TODAY + days * DAY}" in key[0] and key[1].endswith(side)
    )


def changed(key: Callable[[Jobs], tuple[str, str]], **values: dict[str, str]) -> Any:
    def plant(jobs: Jobs) -> None:
        rows = table(jobs)
        rows[key(jobs)] = rows[key(jobs)] | values

    return plant


def dropped(key: Callable[[Jobs], tuple[str, str]]) -> Any:
    return lambda jobs: table(jobs).pop(key(jobs))


def forged(key: Callable[[Jobs], tuple[str, str]], sk: Callable[[str], str]) -> Any:
    def plant(jobs: Jobs) -> None:
        rows, old = table(jobs), key(jobs)
        new = sk(old[1])
        rows[old[0], new] = rows[old] | {"sk": {"S": new}, "journal": {"S": "f" * 64}}

    return plant


PLANTED: dict[str, tuple[Callable[[Jobs], object], str]] = {
    # Today, which nothing seals yet.
    "amount changed": (changed(lambda j: entry(j, 0, 3), amount_fen={"N": "99"}), "unchained"),
    "balance changed": (changed(lambda j: entry(j, 0, 3), balance_fen={"N": "9999"}), "balances"),
    "owner changed": (changed(lambda j: entry(j, 0, 3), owner={"S": "pn_thief"}), "unchained"),
    "hold taken off": (changed(lambda j: entry(j, 0, 5), holds={"S": ""}), "unchained"),
    "hold below 0": (changed(lambda j: entry(j, 0, 5), holds={"S": "x:-5:0"}), "holds"),
    "frozen no more": (changed(lambda j: entry(j, 4, 2), state={"S": "open"}), "unchained"),
    "entry in the middle dropped": (dropped(lambda j: entry(j, 0, 4)), "dropped"),
    "newest entry dropped": (dropped(lambda j: entry(j, 2, 1)), "unbalanced"),
    "entry forged": (forged(lambda j: entry(j, 2, 1), lambda sk: sk[:-1] + "2"), "unchained"),
    "ledger line changed": (
        changed(lambda j: general(j, "vault_cash", 1), amount_fen={"N": "1"}), "unbalanced"),
    "ledger line dropped": (dropped(lambda j: general(j, "clearing", 1)), "unbalanced"),
    "ledger line forged": (
        forged(lambda j: general(j, "vault_cash", 1), lambda sk: "E#" + "f" * 64 + "#debit"),
        "unbalanced"),
    # Yesterday, which is sealed.
    "sealed amount changed": (changed(lambda j: entry(j, 0, 1), amount_fen={"N": "1"}), "changed"),
    "sealed balance changed": (
        changed(lambda j: entry(j, 0, 2), balance_fen={"N": "9"}), "opening"),
    "sealed entry dropped": (dropped(lambda j: entry(j, 0, 1)), "dropped"),
    "sealed ledger line dropped": (dropped(lambda j: general(j, "vault_cash", 0)), "dropped"),
    "sealed ledger line forged": (
        forged(lambda j: general(j, "vault_cash", 0), lambda sk: "E#" + "f" * 64 + "#debit"),
        "inserted"),
    "seal changed": (
        changed(lambda j: next(k for k in table(j) if k[1] == f"DAY#{TODAY}"),
                root={"S": "0" * 64}), "seal"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_break_is_found_within_the_hour(jobs: Jobs, name: str) -> None:
    plant, what = PLANTED[name]
    plant(jobs)
    assert (SOUTHERN, what) in found(jobs)
    assert max(jobs.p.services.metrics.told["BooksBroken"]) > 0
    listed = jobs.run("job_reconcile", list=True)["findings"]
    assert (SOUTHERN, what) in {(each["entity"], each["what"]) for each in listed}
    assert not [each for each in listed if each["entity"] == NORTHERN]


def test_clearing_that_does_not_sum_is_found_in_the_province(jobs: Jobs) -> None:
    """Each of the two balances by itself; only together they show it."""
    rows = table(jobs, "north")
    for key in [k for k in rows if f"#{TODAY}" in k[0] and "#clearing#" in k[0]]:
        rows[key] = rows[key] | {"amount_fen": {"N": "1"}}
    seal = next(k for k in rows if k[1] == f"DAY#{TODAY}")
    rows[seal] = rows[seal] | {"closing": {"S": '[["610425","clearing",299]]'}}
    assert ("province", "clearing") in found(jobs)


def test_a_finding_is_one_row_however_often_it_is_seen(jobs: Jobs) -> None:
    PLANTED["amount changed"][0](jobs)
    found(jobs)
    first = jobs.run("job_reconcile", list=True)["findings"]
    jobs.world.clock.pass_time(timedelta(hours=1))
    found(jobs)
    second = jobs.run("job_reconcile", list=True)["findings"]
    assert [row["found_at"] for row in first] == [row["found_at"] for row in second]
    assert all(row["seen_at"] > row["found_at"] for row in second)


def test_what_is_written_while_the_books_are_read_is_no_finding(jobs: Jobs) -> None:
    """Every few reads are followed by a posting, also over entities."""
    real, number = jobs.p.memory.dynamo.query, [0]

    def query(**ask: Any) -> Any:
        answer = real(**ask)
        number[0] += 1
        if number[0] % 20 == 0:
            jobs.p.memory.dynamo.query = real  # type: ignore[method-assign]
            source = 0 if number[0] % 40 else None
            jobs.world.move(Move(source, 1 if source is None else 3, 1), f"while {number[0]}")
            jobs.p.memory.dynamo.query = query  # type: ignore[method-assign]
        return answer

    jobs.p.days._at_once = 1
    jobs.p.memory.dynamo.query = query  # type: ignore[method-assign]
    assert found(jobs) == set()
    assert number[0] > 200


def test_over_a_day_close_all_is_well(jobs: Jobs) -> None:
    """One entity is a day ahead of the other; what they owe each other lies in both."""
    jobs.world.clock.instant = datetime(2026, 11, 26, 16, 0, 1, tzinfo=UTC)
    jobs.run("job_close_day", entity=SOUTHERN)
    jobs.world.move(Move(0, 1, 7), "over, on two dates")
    assert found(jobs) == set()
    jobs.run("job_close_day", entity=NORTHERN)
    assert found(jobs) == set()


def test_sealed_days_are_gone_through_round_and_round(jobs: Jobs) -> None:
    """What one run has no time for, the next ones do."""
    for _ in range(3):
        jobs.world.clock.pass_time(DAY)
        jobs.run("job_close_day", entity=SOUTHERN)
    left = [900_000, 900_000, 0]
    seen = []
    for _ in range(5):
        turns = iter(left)
        jobs.context.get_remaining_time_in_millis = lambda t=turns: next(t)  # type: ignore
        jobs.run("job_reconcile", entity=SOUTHERN)
        seen.append(jobs.p.findings.checked(SOUTHERN))
    days = [(day - TODAY).days for day in seen if day]
    assert days == [1, 3, 1, 3, 1]


def test_books_that_are_not_open_everywhere_leave_clearing_alone(p: FakeParts) -> None:
    jobs = Jobs(p)
    jobs.run("job_open_books", entities=[SOUTHERN])
    answer = jobs.run("job_reconcile")
    assert answer["started"] == [SOUTHERN]
    assert answer["clearing"] is False


def test_an_entity_without_books_has_nothing_to_reconcile(p: FakeParts) -> None:
    assert Jobs(p).run("job_reconcile", entity=NORTHERN)["found"] == []
    assert {NORTH[:2], SOUTH[:2]} == {"61"}


def test_ops_and_the_entitys_auditors_see_it_over_http(jobs: Jobs) -> None:
    table(jobs).pop(entry(jobs, 0, 4))
    jobs.run("job_reconcile", entity=SOUTHERN)
    ops = replace(an_officer(1, Role.OPS), counties=frozenset({"*"}))
    there = replace(an_officer(2, Role.AUDITOR, county=NORTH), entity=NORTHERN)
    seen = {by.id: findings(by).body for by in (ops, an_officer(3, Role.AUDITOR), there)}
    ours, auditors, theirs = seen.values()
    assert ours == auditors
    assert (ours["findings"][0]["what"], theirs["findings"]) == ("dropped", [])
    assert findings(an_officer(4, Role.TELLER)).status == 403
    first = findings(ops, limit="1").body
    if len(ours["findings"]) > 1:
        rest = findings(ops, cursor=first["cursor"]).body
        assert first["findings"] + rest["findings"] == ours["findings"]


def findings(by: Principal, **query: str) -> Answer:
    return ask(accounts, "GET", "/v1/accounts/findings", by=by, query=query)
