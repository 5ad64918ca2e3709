"""Faults that users of other systems met, as probes of their kinds: holds, busy accounts, backdated
debits. The right result is ours.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy
from nongxin.ledger.account import (
    AccountNotOpen,
    AccountState,
    InsufficientFunds,
    StateNotAllowed,
)
from nongxin.ledger.backdate import OverdrawnThen
from nongxin.ledger.holds import HoldExceeded, HoldNotActive
from tests.builders.books import (
    TODAY,
    LedgerWorld,
    Move,
    check_books,
    key_of,
)
from tests.fakes.storage import MemoryStorage
from tests.faults.ways import conflict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 4)
    world.move(Move(None, 0, 5_000), "in")
    return world


def hold(world: LedgerWorld, amount_fen: int, key: str, hours: int = 0) -> str:
    ends_at = world.clock.now() + hours * HOUR if hours else None
    return str(world.hold(0, amount_fen, key, ends_at).answer["hold_id"])


# Holds (probe 15)


def test_a_hold_that_ends_while_it_is_used(world: LedgerWorld) -> None:
    """The clock passes the end between the decision and another's use: one of both, never both."""
    held = hold(world, 5_000, "h", hours=1)
    world.clock.pass_time(HOUR - timedelta(seconds=1))

    def too_late() -> None:
        world.clock.pass_time(timedelta(seconds=1))
        world.move(Move(0, 2, 5_000), "free again")

    world.storage.dynamo.before_write = too_late
    with pytest.raises((HoldNotActive, InsufficientFunds)):
        world.move(Move(0, None, 5_000, held), "use")
    assert (world.balance(0), world.balance(2)) == (0, 5_000)


def test_parts_of_a_hold_at_once_never_pass_it(world: LedgerWorld) -> None:
    held, start = hold(world, 1_000, "h"), Barrier(8)

    def use(number: int) -> int:
        start.wait()
        try:
            world.move(Move(0, None, 300, held), f"p{number}")
        except (HoldExceeded, HoldNotActive):
            return 0
        return 300

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 900
    assert world.account(0).holds[0].amount_fen == 100
    assert world.balance(0) == 4_100


def test_a_hold_is_used_or_voided_and_not_both(world: LedgerWorld) -> None:
    held = hold(world, 1_000, "h")
    world.storage.dynamo.before_write = lambda: world.release(0, held, "void")
    with pytest.raises(HoldNotActive):
        world.move(Move(0, None, 1_000, held), "use")
    used = hold(world, 1_000, "h2")
    world.move(Move(0, None, 1_000, used), "use 2")
    with pytest.raises(HoldNotActive):
        world.release(0, used, "void after use")
    assert (world.balance(0), world.available(0)) == (4_000, 4_000)


def test_a_hold_is_of_its_own_account_only(world: LedgerWorld) -> None:
    held = hold(world, 1_000, "h")
    world.move(Move(None, 2, 9_000), "in 2")
    for act in (
        lambda: world.move(Move(2, None, 1_000, held), "other"),
        lambda: world.release(2, held, "other void"),
    ):
        with pytest.raises(HoldNotActive):
            act()


def test_a_refused_hold_asked_again_is_decided_anew(world: LedgerWorld) -> None:
    with pytest.raises(InsufficientFunds):
        hold(world, 6_000, "h")
    world.move(Move(None, 0, 1_000), "in 2")
    held = hold(world, 6_000, "h")
    assert world.available(0) == 0
    world.move(Move(0, None, 6_000, held), "use")
    assert world.balance(0) == 0


def test_a_hold_repeated_after_its_end_is_not_begun_again(world: LedgerWorld) -> None:
    ends_at = world.clock.now() + HOUR
    world.hold(0, 1_000, "h", ends_at)
    world.clock.pass_time(2 * HOUR)
    assert world.hold(0, 1_000, "h", ends_at).replayed
    assert world.available(0) == 5_000


def test_a_reversed_use_of_a_hold_gives_the_money_and_not_the_hold(world: LedgerWorld) -> None:
    held, use = hold(world, 1_000, "h"), Move(0, None, 1_000)
    use = replace(use, hold=held)
    world.move(use, "use")
    world.reverse(key_of("use", (use, None)), "undo")
    assert (world.balance(0), world.available(0)) == (5_000, 5_000)
    with pytest.raises(HoldNotActive):
        world.move(Move(0, None, 1, held), "again")


def test_an_account_is_not_closed_over_a_hold_or_a_fen(world: LedgerWorld) -> None:
    held = hold(world, 1, "h", hours=1)
    for state in ("held and full", "full"):
        with pytest.raises(StateNotAllowed):
            world.turn(0, AccountState.CLOSED, state)
        if state == "held and full":
            world.release(0, held, "void")
    world.move(Move(0, None, 5_000), "out")
    ended = world.hold(2, 1, "forced", world.clock.now() + HOUR, forced=True)
    with pytest.raises(StateNotAllowed):
        world.turn(2, AccountState.CLOSED, "forced hold on nothing")
    world.clock.pass_time(HOUR)
    assert ended.answer["hold_id"]
    for number in (0, 2):
        world.turn(number, AccountState.CLOSED, f"close {number}")


@pytest.mark.parametrize("first", ["close", "post"])
def test_closing_and_posting_at_once(world: LedgerWorld, first: str) -> None:
    """Whoever comes second is told what the first one made of the account."""

    def close() -> None:
        world.turn(2, AccountState.CLOSED, "close")

    def post() -> None:
        world.move(Move(0, 2, 100), "post")

    act, between = (post, close) if first == "close" else (close, post)
    world.storage.dynamo.before_write = between
    with pytest.raises(AccountNotOpen if first == "close" else StateNotAllowed):
        act()
    assert world.balance(2) == (0 if first == "close" else 100)
    check_books(world.storage)


# Busy accounts (probe 17)


def test_fifty_pay_into_one_float_each_from_their_own(world: LedgerWorld) -> None:
    for number in range(10, 110, 2):
        world.open(number)
        world.move(Move(None, number, 100), f"own {number}")
    start, real = Barrier(50), world.storage.dynamo.transact_write_items
    turn = iter(range(10**6))

    def contended(**ask: object) -> object:
        if next(turn) % 3 == 0:
            raise conflict(ask)
        return real(**ask)

    world.storage.dynamo.transact_write_items = contended  # type: ignore[method-assign, assignment]

    def pay(number: int) -> bool:
        start.wait()
        return world.move(Move(number, 2, 100), f"pay {number}").replayed

    with ThreadPoolExecutor(50) as pool:
        assert not any(pool.map(pay, range(10, 110, 2)))
    assert world.balance(2) == 5_000
    assert [world.balance(number) for number in range(10, 110, 2)] == [0] * 50
    check_books(world.storage)


def test_a_conflict_that_lasts_is_busy_and_the_key_is_safe(world: LedgerWorld) -> None:
    """Never "insufficient funds", never "not found"."""
    real = world.storage.dynamo.transact_write_items

    def refuse(**ask: object) -> object:
        raise conflict(ask)

    world.storage.dynamo.transact_write_items = refuse  # type: ignore[method-assign, assignment]
    with deadline.within(0.2), pytest.raises(Busy):
        world.move(Move(0, 2, 5_000), "k")
    world.storage.dynamo.transact_write_items = real  # type: ignore[method-assign]
    assert not world.move(Move(0, 2, 5_000), "k").replayed
    assert world.balance(0) == 0


# Backdated debits


def test_a_backdated_debit_may_not_make_a_later_day_negative(world: LedgerWorld) -> None:
    world.clock.pass_time(DAY)
    world.move(Move(0, None, 4_900), "out")
    world.clock.pass_time(DAY)
    world.move(Move(None, 0, 9_000), "in 2")
    with pytest.raises(OverdrawnThen) as refused:
        world.move(Move(0, None, 101), "as of the first day", value_date=TODAY)
    assert refused.value.facts == {"value_date": str(TODAY)}
    world.move(Move(0, None, 100), "to the fen", value_date=TODAY)


def test_two_backdated_debits_at_once_share_what_there_was(world: LedgerWorld) -> None:
    world.clock.pass_time(DAY)
    world.move(Move(None, 0, 9_000), "in 2")
    late = Move(0, None, 3_000)
    world.storage.dynamo.before_write = lambda: world.move(late, "first", value_date=TODAY)
    with pytest.raises(OverdrawnThen):
        world.move(late, "second", value_date=TODAY)
    world.move(late, "today")
    assert world.balance(0) == 8_000


def test_a_reversed_credit_was_never_there(world: LedgerWorld) -> None:
    """It counts from the original's value date: later backdated debits see that."""
    world.clock.pass_time(DAY)
    world.move(Move(None, 0, 9_000), "in 2")
    first = Move(None, 0, 5_000)
    world.reverse(key_of("in", (first, None)), "undo")
    with pytest.raises(OverdrawnThen):
        world.move(Move(0, None, 1), "as of the first day", value_date=TODAY)
    assert world.balance(0) == 9_000
