"""Runs over a payout file: killed, lost, twice at once; they all come to the same end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from job_pay_subsidies.handler import handler as job
from job_run_subsidies.handler import handler as clock
from nongxin.kernel.errors import Busy
from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.builders.payers import NORTH, Payer, Town
from tests.builders.subsidies import FUNDS_FEN, Bureau
from tests.fakes.parts import FakeParts


@pytest.fixture
def bureau(p: FakeParts) -> Bureau:
    return Bureau(p, Town(p))


@pytest.fixture
def farmers(bureau: Bureau) -> list[Payer]:
    return [bureau.town.person(county=NORTH if nth == 2 else "610722") for nth in range(3)]


def test_a_line_refused_once_stays_so_whoever_runs_again(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    """The run died before it wrote down what it saw; meanwhile the account takes money again."""
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.turn(farmers[1], AccountState.FROZEN)
    bureau.release(file_id)
    (batch,) = bureau.batches(file_id)
    _dying(bureau, at=4, run=lambda: job(batch, None))
    bureau.turn(farmers[1], AccountState.OPEN)
    bureau.run(file_id)
    paid = sum(bureau.balances(farmers))
    assert (FUNDS_FEN - bureau.fen(), bureau.transit_fen()) == (paid, 0)


@pytest.mark.parametrize("at", range(1, 12))
def test_killed_anywhere_and_run_again_it_comes_to_the_same(
    bureau: Bureau, farmers: list[Payer], at: int
) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.release(file_id)
    _dying(bureau, at, lambda: bureau.run(file_id))
    assert bureau.run(file_id)
    bureau.run(file_id)
    assert bureau.balances(farmers) == [10_000, 20_000, 30_000]
    assert (bureau.fen(), bureau.transit_fen()) == (FUNDS_FEN - 60_000, 0)
    assert bureau.show(file_id).body["paid_lines"] == 3
    check_books(bureau.p.memory)


@pytest.mark.parametrize("at", range(1, 6))
def test_two_runs_side_by_side_pay_once(bureau: Bureau, farmers: list[Payer], at: int) -> None:
    """The second one does all its work in the middle of the first one's."""
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.release(file_id)
    steps, dynamo = iter(range(1, 1_000)), bureau.p.memory.dynamo

    def other(*_: Any) -> None:
        if next(steps) == at:
            dynamo.before_write = lambda *_: None
            bureau.run(file_id)

    dynamo.before_write = other
    bureau.run(file_id)
    dynamo.before_write = lambda *_: None
    assert bureau.balances(farmers) == [10_000, 20_000, 30_000]
    assert (bureau.fen(), bureau.transit_fen()) == (FUNDS_FEN - 60_000, 0)
    check_books(bureau.p.memory)


def test_a_lost_run_is_started_again_and_one_at_work_is_not(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.release(file_id)
    runs = bureau.p.services.states.runs
    assert [told["file"] for told in runs.values()] == [file_id] * 2  # one to check, one to pay
    assert clock({}, None) == {"started": []}
    bureau.p.fixed.pass_time(timedelta(minutes=31))
    assert clock({}, None) == {"started": [file_id]}
    bureau.run(file_id)
    bureau.p.fixed.pass_time(timedelta(minutes=31))
    assert clock({"file": file_id}, None) == {"started": []}


def test_many_lines_go_in_batches_of_a_hundred(bureau: Bureau, farmers: list[Payer]) -> None:
    given = [bureau.line(n, farmers[0], n, batch=f"b-{n}") for n in range(1, 206)]
    file_id = bureau.sent(given, 21_115)
    assert bureau.batches(file_id) == []  # it waits for the second person
    bureau.release(file_id)
    first, *others = bureau.batches(file_id)
    assert [each["batch"] for each in others] == [1, 2]
    job(first, None)
    assert not bureau.conclude(file_id)  # the run is not whole: the next one goes on
    bureau.run(file_id)
    assert bureau.town.balance(farmers[0]) == 21_115


def _dying(bureau: Bureau, at: int, run: Any) -> None:
    """The `at`th write of the run never comes, nor anything after it."""
    steps, dynamo = iter(range(1, 1_000)), bureau.p.memory.dynamo

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        if next(steps) == at:
            raise Killed()

    dynamo.before_write = die
    try:
        run()
    except (Killed, Busy):
        pass
    finally:
        dynamo.before_write = lambda *_: None
