"""Business dates and the day close: R13, R20; trial balances, seals, vouchers, the year's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from nongxin.kernel.calendar import DRAIN_SECONDS
from nongxin.kernel.errors import Busy
from nongxin.ledger.close_day import DayNotOver
from nongxin.ledger.post import DayClosing, DayNotOpen, OutsidePeriod
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.read_balance import balance_known_now, balance_known_then, daily_totals
from tests.builders.books import (
    SOUTH,
    TODAY,
    LedgerWorld,
    Move,
    account_id,
    cash,
    check_books,
    key_of,
)
from tests.builders.days import ENTITY, Closing
from tests.fakes.storage import MemoryStorage

DAY = timedelta(days=1)
OTHER = "2724"


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@pytest.fixture
def world() -> LedgerWorld:
    return LedgerWorld(MemoryStorage())


@pytest.fixture
def closing(world: LedgerWorld) -> Closing:
    closing = Closing(world)
    closing.open(TODAY, ENTITY, OTHER)
    for number in range(4):
        world.open(number)
    world.move(Move(None, 0, 1_000), "in")
    world.move(Move(0, 1, 300), "over to another entity")
    return closing


def booked_on(world: LedgerWorld, number: int) -> list[str]:
    return [str(line.booking_date) for line in world.entries_of(number)]


def test_the_day_is_a_row_whatever_clocks_say(world: LedgerWorld, closing: Closing) -> None:
    """R13: with servers ten minutes or clients a day off, postings stand on the entity's day."""
    for hours in (-24, 24, 0):
        world.clock.pass_time(timedelta(hours=hours))
        world.move(Move(None, 0, 1), f"at {hours}")
        world.clock.pass_time(timedelta(hours=-hours))
    assert set(booked_on(world, 0)) == {str(TODAY)}


@pytest.mark.parametrize(
    ("instant", "day"),
    [(datetime(2026, 3, 31, 17, 30, tzinfo=UTC), date(2026, 4, 1)),
     (datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), date(2026, 3, 31))],
)  # fmt: skip
def test_without_a_row_it_is_the_day_in_shaanxi(instant: datetime, day: date) -> None:
    """Probe 13."""
    world = LedgerWorld(MemoryStorage())
    world.clock.instant = instant
    world.open(0)
    world.move(Move(None, 0, 1), "in")
    assert booked_on(world, 0) == [str(day)]


def test_the_row_wins_over_the_clock(world: LedgerWorld) -> None:
    """Probe 13: with a business date set, that date wins."""
    Closing(world).open(date(2026, 3, 31))
    world.clock.instant = datetime(2026, 3, 31, 17, 30, tzinfo=UTC)
    world.open(0)
    world.move(Move(None, 0, 1), "in")
    assert booked_on(world, 0) == ["2026-03-31"]


def test_a_closed_day_goes_over(world: LedgerWorld, closing: Closing) -> None:
    seal = closing.close(TODAY)
    assert closing.waited == [DRAIN_SECONDS]
    assert (seal.vouchers, seal.lines) == (2, 6)
    world.move(Move(None, 0, 5), "in 2")
    world.move(Move(1, 0, 100), "back")
    assert booked_on(world, 0)[-2:] == [str(TODAY + DAY)] * 2
    assert booked_on(world, 1)[-1] == str(TODAY)  # the other entity has not closed yet
    world.clock.pass_time(DAY)
    assert closing.close(TODAY + DAY).vouchers == 2
    assert closing.close(TODAY, OTHER).vouchers == 2
    check_books(world.storage)
    for entity, day in ((ENTITY, TODAY), (ENTITY, TODAY + DAY), (OTHER, TODAY)):
        assert closing.verify(day, entity) == []


def test_nothing_is_booked_while_the_day_closes(world: LedgerWorld, closing: Closing) -> None:
    def try_to_pay() -> None:
        world.calendar.forget()  # its lease has ended by then
        for act in (lambda: world.move(Move(None, 0, 1), "late"), lambda: world.hold(0, 1, "h")):
            with pytest.raises(DayClosing):
                act()
        world.move(Move(None, 1, 1), "elsewhere")

    closing.meanwhile = try_to_pay
    closing.close(TODAY)
    assert world.balance(0) == 700
    assert not world.move(Move(None, 0, 1), "late").replayed  # the same key, on the next day
    assert booked_on(world, 0)[-1] == str(TODAY + DAY)


def test_whoever_has_an_old_lease_still_books_on_the_old_day(
    world: LedgerWorld, closing: Closing
) -> None:
    closing.meanwhile = lambda: world.move(Move(None, 0, 1), "on its way")
    assert closing.close(TODAY).vouchers == 3
    assert closing.verify(TODAY) == []


def test_a_decision_is_not_sent_after_its_lease(world: LedgerWorld, closing: Closing) -> None:
    """A process that slept over the switch decides anew, on the new day."""
    posting = Posting("TEST", None, None, Move(None, 0, 1).legs)
    slept = iter([True])

    def act() -> object:
        outcome = world._booked(posting, key_of("slow"))
        return replace(outcome, good_until=0.0) if next(slept, False) else outcome

    world.do(key_of("slow"), act)
    assert world.balance(0) == 701
    assert len(world.entries_of(0)) == 3


@pytest.mark.parametrize("died_after", range(1, 6))
def test_a_close_that_died_is_begun_again(
    world: LedgerWorld, closing: Closing, died_after: int
) -> None:
    """R20: killed after any of its writes, started again, started twice."""
    writes, real = [0], world.storage.commit

    def commit(*asked: object) -> None:
        real(*asked)  # type: ignore[arg-type]
        writes[0] += 1
        if writes[0] == died_after:
            raise Killed()

    world.storage.commit = commit  # type: ignore[method-assign]
    try:
        first = closing.close(TODAY)
    except Killed:
        first = None
    world.storage.commit = real  # type: ignore[method-assign]
    again, third = closing.close(TODAY), closing.close(TODAY)
    assert again.root == third.root == (first or again).root
    assert closing.verify(TODAY) == []
    assert closing.parts.calendar.business_date(ENTITY) == TODAY + DAY


def test_two_runs_at_once_close_one_day(world: LedgerWorld, closing: Closing) -> None:
    other = Closing(world)
    other.s3, other.parts = closing.s3, closing.parts
    seals = []
    ran = iter([True])

    def second_run() -> None:
        if next(ran, False):
            seals.append(closing.close(TODAY))

    closing.meanwhile = second_run
    seals.append(closing.close(TODAY))
    assert seals[0].root == seals[1].root
    assert closing.parts.calendar.business_date(ENTITY) == TODAY + DAY


def test_days_are_closed_in_turn(closing: Closing) -> None:
    with pytest.raises(DayNotOver):
        closing.close(TODAY + DAY)
    closing.world.clock.pass_time(DAY)
    with pytest.raises(DayNotOpen):
        closing.close(TODAY + DAY)


def test_dates_outside_the_open_day_and_period(world: LedgerWorld, closing: Closing) -> None:
    legs = Move(None, 0, 1).legs
    for day in (TODAY - DAY, TODAY + DAY):
        with pytest.raises(DayNotOpen):
            world.post(Posting("TEST", day, day, legs), key_of("k"))
    for value_date in (TODAY + DAY, date(2025, 12, 31)):
        with pytest.raises(OutsidePeriod):
            world.post(Posting("TEST", value_date, None, legs), key_of("k"))
    assert len(world.entries_of(0)) == 2


def test_a_trial_balance_to_the_fen(closing: Closing) -> None:
    read = closing.trial(TODAY)
    assert read.breaks == []
    assert read.trial.kind("vault_cash").closing_fen == 1_000
    assert read.trial.kind("demand_deposit").closing_fen == -700
    assert read.trial.kind("clearing").closing_fen == -300
    assert closing.trial(TODAY, OTHER).trial.kind("clearing").closing_fen == 300


def test_what_was_booked_before_the_first_close_is_carried(world: LedgerWorld) -> None:
    world.open(0)
    world.move(Move(None, 0, 900), "in")
    world.clock.pass_time(3 * DAY)
    closing = Closing(world)
    assert closing.close(TODAY + 3 * DAY).balances == {
        (SOUTH, "demand_deposit"): -900,
        (SOUTH, "vault_cash"): 900,
    }


def test_at_the_years_end_results_become_retained_profit(world: LedgerWorld) -> None:
    last = date(2026, 12, 31)
    world.clock.instant = datetime(2026, 12, 31, 10, tzinfo=UTC)
    closing = Closing(world)
    closing.open(last, ENTITY)
    world.open(0)
    home = (SOUTH, ENTITY)
    earned = [debit(cash(), 900), credit(general(*home, "interest_income"), 900)]
    spent = [debit(general(*home, "fee_expense"), 200), credit(cash(), 200)]
    for name, legs in (("earned", earned), ("spent", spent)):
        world.post(Posting("TEST", None, None, legs), key_of(name))
    for _ in range(2):
        seal = closing.close(last)
    assert seal.balances == {(SOUTH, "vault_cash"): 700, (SOUTH, "retained_profit"): -700}
    assert seal.vouchers == 4
    assert closing.verify(last) == []
    world.clock.pass_time(DAY)
    with pytest.raises(OutsidePeriod):  # the year is closed
        world.post(Posting("TEST", last, None, Move(None, 0, 1).legs), key_of("late"))


def test_an_account_says_what_it_had_at_other_moments(world: LedgerWorld) -> None:
    closing = Closing(world)
    closing.open(TODAY)
    world.open(0)
    moments = []
    for number in range(4):
        world.move(Move(None, 0, 100), f"in {number}")
        moments.append(world.clock.now())
        closing.close(TODAY + number * DAY)
        world.clock.pass_time(DAY)
    world.move(Move(None, 0, 7), "backdated", value_date=TODAY + DAY)
    name = account_id(0)
    then = [balance_known_then(name, moment, world.ledger) for moment in moments]
    now = [balance_known_now(name, TODAY + n * DAY, world.ledger) for n in range(4)]
    assert then == [100, 200, 300, 400]
    assert now == [100, 207, 307, 407]
    assert balance_known_then(name, moments[0] - DAY, world.ledger) == 0
    totals = daily_totals(name, TODAY + DAY, TODAY + 2 * DAY, world.ledger)
    assert [(t.booking_date, t.credit_fen, t.closing_fen) for t in totals] == [
        (str(TODAY + DAY), 100, 200), (str(TODAY + 2 * DAY), 100, 300)
    ]  # fmt: skip


def test_a_closing_day_is_busy_which_is_safe_to_repeat() -> None:
    assert issubclass(DayClosing, Busy)
