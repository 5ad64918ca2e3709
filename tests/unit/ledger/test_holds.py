"""Holds that hold (probe 15), and what a frozen account lets an authority do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nongxin.ledger.account import AccountNotOpen, AccountState, InsufficientFunds
from nongxin.ledger.holds import (
    MOST_HOLDS,
    Hold,
    HoldExceeded,
    HoldNotActive,
    TooManyHolds,
    from_text,
    to_text,
)
from nongxin.ledger.place_hold import HoldOver
from nongxin.ledger.posting import BadAmount
from tests.builders.books import LedgerWorld, Move, check_books, key_of
from tests.fakes.storage import MemoryStorage

HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 2)
    world.move(Move(None, 0, 5_000), "in")
    return world


def hold(world: LedgerWorld, amount_fen: int, key: str = "h", hours: int = 0) -> str:
    ends_at = world.clock.now() + hours * HOUR if hours else None
    return str(world.hold(0, amount_fen, key, ends_at).answer["hold_id"])


def pay(world: LedgerWorld, amount_fen: int, hold_id: str, key: str, last: bool = False) -> None:
    world.move(Move(0, 1, amount_fen, hold_id, last), key)


def test_open_holds_count_and_a_refused_one_is_never_used(world: LedgerWorld) -> None:
    """Probe 15: five of six holds of 1,000 fit into 5,000; the sixth has no id that works."""
    for number in range(5):
        hold(world, 1_000, f"h{number}")
    with pytest.raises(InsufficientFunds):
        hold(world, 1_000, "h5")
    for name in ("h5", key_of("h5").digest[:16], key_of("h5").digest, "", "h0"):
        with pytest.raises((HoldNotActive, InsufficientFunds)):
            pay(world, 1_000, name, f"use {name}")
    assert (world.balance(0), world.available(0)) == (5_000, 0)


def test_a_hold_is_used_in_parts_and_not_beyond(world: LedgerWorld) -> None:
    held = hold(world, 3_000)
    pay(world, 1_000, held, "p1")
    assert (world.balance(0), world.available(0)) == (4_000, 2_000)
    with pytest.raises(HoldExceeded) as refused:
        pay(world, 2_001, held, "p2")
    assert refused.value.facts == {"left_fen": 2_000}
    pay(world, 500, held, "p3", last=True)
    assert (world.balance(0), world.available(0)) == (3_500, 3_500)
    with pytest.raises(HoldNotActive):
        pay(world, 1, held, "p4")
    check_books(world.storage)


def test_a_hold_is_released_once(world: LedgerWorld) -> None:
    held = hold(world, 3_000)
    first = world.release(0, held, "r1")
    assert first.answer["released_fen"] == 3_000
    assert world.release(0, held, "r1").replayed
    with pytest.raises(HoldNotActive):
        world.release(0, held, "r2")
    assert world.account(0).holds == ()
    assert world.available(0) == 5_000


def test_a_hold_ends_by_the_clock_though_nothing_ran(world: LedgerWorld) -> None:
    held = hold(world, 5_000, hours=1)
    with pytest.raises(InsufficientFunds):
        world.move(Move(0, 1, 1), "early")
    world.clock.pass_time(HOUR)
    assert world.available(0) == 5_000
    for use in (lambda: pay(world, 1, held, "late"), lambda: world.release(0, held, "late")):
        with pytest.raises(HoldNotActive):
            use()
    world.move(Move(0, 1, 5_000), "now")
    assert world.balance(0) == 0


def test_a_hold_that_ended_stays_ended_on_a_slow_clock(world: LedgerWorld) -> None:
    held = hold(world, 1_000, hours=1)
    world.clock.pass_time(HOUR)
    world.move(Move(None, 0, 1), "touch")
    world.clock.pass_time(-timedelta(minutes=10))
    with pytest.raises(HoldNotActive):
        pay(world, 1, held, "late")
    assert world.available(0) == 5_001


def test_holds_that_are_none(world: LedgerWorld) -> None:
    with pytest.raises(HoldOver):
        world.hold(0, 1, "h", world.clock.now())
    for amount in (0, -1, 1.5):
        with pytest.raises(BadAmount):
            world.hold(0, amount, "h")  # type: ignore[arg-type]
    assert len(world.entries_of(0)) == 1


def test_holds_are_bounded(world: LedgerWorld) -> None:
    for number in range(MOST_HOLDS):
        hold(world, 1, f"h{number}")
    with pytest.raises(TooManyHolds):
        hold(world, 1, "one more")


def test_an_authority_waits_in_line_and_takes_from_a_frozen_account(world: LedgerWorld) -> None:
    """轮候冻结: the second freeze asks for more than is left; 扣划 takes what came in for the first."""
    first = world.hold(0, 4_000, "court 1", forced=True).answer["hold_id"]
    second = world.hold(0, 3_000, "court 2", forced=True).answer["hold_id"]
    assert world.available(0) == -2_000
    world.turn(0, AccountState.FROZEN, "freeze")
    with pytest.raises(AccountNotOpen):
        world.move(Move(None, 0, 1), "in 2")
    with pytest.raises(InsufficientFunds):
        pay(world, 1_001, second, "too much")
    pay(world, 1_000, second, "second")
    pay(world, 4_000, first, "first")
    assert world.balance(0) == 0
    check_books(world.storage)


def test_a_payment_hold_gives_way_to_no_later_freeze(world: LedgerWorld) -> None:
    held = hold(world, 2_000)
    world.hold(0, 9_000, "court", forced=True)
    pay(world, 2_000, held, "p")
    assert world.balance(0) == 3_000


def test_holds_are_stored_compactly() -> None:
    holds = (Hold("a" * 16, 5, 1_764_050_000), Hold("b" * 16, 9, forced=True))
    assert from_text(to_text(holds)) == holds
    assert len(to_text(holds[:1])) < 40
    assert from_text("") == ()
