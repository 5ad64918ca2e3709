"""The deployed day close (R20): due entities, restarted, twice, over midnight, the year's end."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from job_open_books.handler import BadOpening
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.trial import BooksBroken
from nongxin.ledger.verify_day import verify_day
from tests.builders.books import (
    SOUTH,
    TODAY,
    Move,
    account_id,
    cash,
    check_books,
    key_of,
)
from tests.builders.jobs import Jobs
from tests.fakes.parts import FakeParts

DAY = timedelta(days=1)
NORTHERN, SOUTHERN = "2724", "2758"


@pytest.fixture
def jobs(p: FakeParts) -> Jobs:
    jobs = Jobs(p)
    jobs.run("job_open_books", entities=[NORTHERN, SOUTHERN])
    for number in range(4):
        jobs.world.open(number)
    jobs.world.move(Move(None, 0, 1_000), "in")
    jobs.world.move(Move(0, 1, 300), "over to another entity")
    return jobs


def row(jobs: Jobs, entity: str = SOUTHERN) -> tuple[str, str | None]:
    found = jobs.p.directory.business_date(entity)
    assert found is not None
    return str(found.business_date), found.sealed_to


def test_nothing_is_due_before_the_day_is_over(jobs: Jobs) -> None:
    assert jobs.tick("job_close_day") == []
    jobs.world.clock.instant = datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC)  # 23:59:59
    assert jobs.tick("job_close_day") == []


def test_after_midnight_all_that_are_due_are_closed(jobs: Jobs) -> None:
    jobs.world.clock.instant = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    closed = jobs.tick("job_close_day")
    assert {(each["entity"], *each["sealed"]) for each in closed} == {
        (NORTHERN, str(TODAY)), (SOUTHERN, str(TODAY))
    }  # fmt: skip
    assert row(jobs) == (str(TODAY + DAY), str(TODAY))
    assert jobs.tick("job_close_day") == []
    for entity in (NORTHERN, SOUTHERN):
        assert verify_day(entity, TODAY, jobs.p.verifying) == []
    jobs.world.move(Move(0, 1, 1), "next day")
    check_books(jobs.world.storage)


def test_an_entity_without_open_books_has_nothing_to_close(jobs: Jobs) -> None:
    jobs.world.clock.pass_time(DAY)
    assert set(jobs.run("job_close_day")["started"]) == {NORTHERN, SOUTHERN}


def test_days_that_were_missed_follow_in_turn(jobs: Jobs) -> None:
    """The clock stood still for three days, which rings."""
    jobs.world.clock.pass_time(3 * DAY)
    closed = jobs.tick("job_close_day")
    assert closed[0]["sealed"] == [str(TODAY + n * DAY) for n in range(3)]
    assert row(jobs) == (str(TODAY + 3 * DAY), str(TODAY + 2 * DAY))
    assert jobs.p.services.metrics.told["DaysOverdue"] == [2]
    jobs.tick("job_close_day")
    assert jobs.p.services.metrics.told["DaysOverdue"] == [2, 0]


def test_a_run_that_has_no_time_leaves_the_rest_to_the_next(jobs: Jobs) -> None:
    jobs.world.clock.pass_time(2 * DAY)
    jobs.context.left_ms = 1_000
    assert [each["sealed"] for each in jobs.tick("job_close_day")] == [[], []]
    jobs.context.left_ms = 900_000
    assert [len(each["sealed"]) for each in jobs.tick("job_close_day")] == [2, 2]


def test_two_runs_side_by_side_over_midnight(jobs: Jobs) -> None:
    """The second starts while the first waits, and midnight comes too."""
    jobs.world.clock.instant = datetime(2026, 11, 26, 15, 59, 50, tzinfo=UTC)
    inside: list[dict[str, object]] = []

    def second() -> None:
        jobs.meanwhile = lambda: None
        jobs.world.clock.pass_time(timedelta(seconds=28))
        inside.append(jobs.run("job_close_day", entity=SOUTHERN))

    jobs.meanwhile = second
    first = jobs.run("job_close_day", entity=SOUTHERN)
    days = [*first["sealed"], *inside[0]["sealed"]]  # type: ignore[misc]
    assert set(days) == {str(TODAY), str(TODAY + DAY)}
    assert row(jobs) == (str(TODAY + 2 * DAY), str(TODAY + DAY))
    for day in (TODAY, TODAY + DAY):
        assert verify_day(SOUTHERN, day, jobs.p.verifying) == []


@pytest.mark.parametrize("died_after", range(1, 6))
def test_a_run_that_died_is_begun_again(jobs: Jobs, died_after: int) -> None:
    class Killed(BaseException):
        pass

    writes, real = [0], jobs.p.memory.commit

    def commit(*asked: object) -> None:
        real(*asked)  # type: ignore[arg-type]
        writes[0] += 1
        if writes[0] == died_after:
            raise Killed()

    jobs.world.clock.pass_time(2 * DAY)
    jobs.p.memory.commit = commit  # type: ignore[method-assign]
    with suppress(Killed):
        jobs.run("job_close_day", entity=SOUTHERN)
    jobs.p.memory.commit = real  # type: ignore[method-assign]
    jobs.tick("job_close_day")
    assert row(jobs) == (str(TODAY + 2 * DAY), str(TODAY + DAY))
    for day in (TODAY, TODAY + DAY):
        assert verify_day(SOUTHERN, day, jobs.p.verifying) == []
    check_books(jobs.world.storage)


def test_books_that_do_not_balance_stop_the_seal_and_not_the_business(jobs: Jobs) -> None:
    table = jobs.p.memory.dynamo.tables["nongxin-test-ledger-south"]
    key = next(k for k, item in table.items() if "#G#" in k[0] and "vault_cash" in k[0])
    kept = table.pop(key)
    jobs.world.clock.pass_time(DAY)
    with pytest.raises(BooksBroken):
        jobs.run("job_close_day", entity=SOUTHERN)
    assert row(jobs) == (str(TODAY + DAY), None)
    jobs.world.move(Move(None, 0, 5), "business goes on")
    jobs.world.clock.pass_time(DAY)
    with pytest.raises(BooksBroken):
        jobs.run("job_close_day", entity=SOUTHERN)
    assert row(jobs) == (str(TODAY + 2 * DAY), None)
    table[key] = kept
    assert jobs.run("job_close_day", entity=SOUTHERN)["sealed"] == [str(TODAY), str(TODAY + DAY)]


def test_the_first_close_of_a_new_year_carries_the_old_one(jobs: Jobs) -> None:
    """年终结转: income and expense are nothing on the first of January."""
    home = (SOUTH, SOUTHERN)
    earned = [debit(cash(), 900), credit(general(*home, "interest_income"), 900)]
    jobs.world.post(Posting("TEST", None, None, earned), key_of("earned"))
    jobs.world.clock.instant = datetime(2026, 12, 31, 16, 1, tzinfo=UTC)  # 00:01 on 1 January
    jobs.tick("job_close_day")
    assert row(jobs) == ("2027-01-01", "2026-12-31")
    seal = jobs.p.days.seal(SOUTHERN, date(2026, 12, 31))
    assert seal is not None
    assert seal.balances[SOUTH, "retained_profit"] == -900
    assert (SOUTH, "interest_income") not in seal.balances


def test_books_are_opened_once(jobs: Jobs) -> None:
    assert jobs.run("job_open_books", entities=[SOUTHERN])["opened"] == []
    others = jobs.run("job_open_books", day=str(TODAY - DAY))["opened"]
    assert len(others) == 92
    assert row(jobs, others[0]) == (str(TODAY - DAY), None)


@pytest.mark.parametrize(
    "event",
    [{"day": str(TODAY + DAY)}, {"day": "soon"}, {"entities": ["9999"]}, {"day": 5}],
)
def test_what_is_no_opening_opens_nothing(jobs: Jobs, event: dict[str, object]) -> None:
    before = len(jobs.p.memory.items("directory"))
    with pytest.raises(BadOpening):
        jobs.run("job_open_books", **event)
    assert len(jobs.p.memory.items("directory")) == before


def test_a_posting_while_the_day_closes_is_on_one_of_both_days(jobs: Jobs) -> None:
    jobs.world.clock.pass_time(DAY)
    jobs.meanwhile = lambda: jobs.world.move(Move(None, 0, 7), "on its way")
    jobs.run("job_close_day", entity=SOUTHERN)
    assert {str(line.booking_date) for line in jobs.world.entries_of(0)} == {str(TODAY)}
    assert jobs.world.ledger.get(account_id(0)).balance_fen == 707
    assert verify_day(SOUTHERN, TODAY, jobs.p.verifying) == []
