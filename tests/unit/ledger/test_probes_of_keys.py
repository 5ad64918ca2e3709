"""Faults that users of other systems met, as probes of their kinds: keys, reversals, vouchers, legs
that are none. The right result is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from nongxin.kernel.commands import CommandKey, KeyReused, ReversedBefore
from nongxin.kernel.errors import Missing, Problem
from nongxin.ledger.account import (
    AccountNotOpen,
    AccountState,
)
from nongxin.ledger.posting import BadLeg, Posting, credit, debit, general
from nongxin.ledger.reverse_posting import NotReversible, ReversePosting, reverse_posting
from nongxin.ledger.store import AlreadyReversed
from nongxin.ledger.verify_day import kept_lines
from tests.builders.books import (
    NORTH,
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

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 4)
    world.move(Move(None, 0, 5_000), "in")
    return world


def hold(world: LedgerWorld, amount_fen: int, key: str, hours: int = 0) -> str:
    ends_at = world.clock.now() + hours * HOUR if hours else None
    return str(world.hold(0, amount_fen, key, ends_at).answer["hold_id"])


# Keys (probe 20)


def principal(key: CommandKey, **changed: str) -> CommandKey:
    return replace(key, **changed)


def post(world: LedgerWorld, key: CommandKey, amount_fen: int = 100) -> bool:
    return world.post(Posting("TEST", None, None, Move(0, 2, amount_fen).legs), key).replayed


def test_two_keys_with_the_same_content_are_two_payments(world: LedgerWorld) -> None:
    assert not post(world, key_of("k1"))
    assert not post(world, key_of("k2"))
    assert world.balance(2) == 200


@pytest.mark.parametrize(
    "changed", [{"principal": "st_2"}, {"operation": "test.other"}, {"county": NORTH}]
)
def test_a_key_is_its_callers_own(world: LedgerWorld, changed: dict[str, str]) -> None:
    """Another caller, operation or home county: another command, though the key is the same."""
    here, there = key_of("k"), principal(key_of("k"), **changed)
    cash_in = [debit(cash(), 100), credit(account_id(2), 100)]
    for key in (here, there):
        assert not world.post(Posting("TEST", None, None, cash_in), key).replayed
    assert world.balance(2) == 200
    closing = Closing(world)
    assert closing.close(TODAY).vouchers == 3  # each is a voucher of its own
    check_books(world.storage)


def test_one_key_at_once_is_one_payment(world: LedgerWorld) -> None:
    start = Barrier(16)

    def pay(_: int) -> bool:
        start.wait()
        return post(world, key_of("k"))

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(pay, range(16))) == [False] + [True] * 15
    assert world.balance(2) == 100


def test_one_key_at_once_with_two_contents_is_one_of_them(world: LedgerWorld) -> None:
    start = Barrier(8)

    def pay(number: int) -> int:
        start.wait()
        try:
            world.move(Move(0, 2, 100 + number % 2), "k")
        except KeyReused:
            return 0
        return 100 + number % 2

    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(pay, range(8)))
    assert told == {0, world.balance(2)}
    assert world.balance(2) in (100, 101)


# Reversals


def test_a_reversal_is_not_reversed(world: LedgerWorld) -> None:
    move = Move(0, 2, 700)
    world.move(move, "pay")
    world.reverse(key_of("pay", (move, None)), "undo")
    with pytest.raises(NotReversible):
        world.reverse(key_of("undo"), "undo the undo")
    assert world.balance(0) == 5_000


def test_a_void_for_one_caller_is_none_for_another(world: LedgerWorld) -> None:
    """The tombstone stands under the original's own key: operation, caller, county."""
    move = Move(0, 2, 700)
    original = key_of("pay", (move, None))
    command = ReversePosting.of(replace(original, principal="st_2"))
    undo = key_of("undo", command.digest)
    world.do(undo, lambda: reverse_posting(command, undo, world.books))
    assert not world.move(move, "pay").replayed


def test_a_reversal_that_comes_first_stands_against_every_content(world: LedgerWorld) -> None:
    world.reverse(key_of("pay"), "undo")
    for amount_fen in (1, 700):
        with pytest.raises(ReversedBefore):
            world.move(Move(0, 2, amount_fen), "pay")
    assert world.balance(0) == 5_000


def test_a_reversal_into_a_closed_account_is_refused_by_name(world: LedgerWorld) -> None:
    move = Move(0, 2, 700)
    world.move(move, "pay")
    world.move(Move(2, None, 700), "out")
    world.turn(2, AccountState.CLOSED, "close")
    with pytest.raises(AccountNotOpen):
        world.reverse(key_of("pay", (move, None)), "undo")
    assert world.balance(0) == 4_300
    check_books(world.storage)


def test_reversals_at_once_are_one(world: LedgerWorld) -> None:
    move, start = Move(0, 1, 700), Barrier(8)
    world.move(move, "pay")

    def undo(number: int) -> int:
        start.wait()
        try:
            world.reverse(key_of("pay", (move, None)), f"undo {number}")
        except AlreadyReversed:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(undo, range(8))) == 1
    assert [world.balance(0), world.balance(1)] == [5_000, 0]
    check_books(world.storage)


def test_a_reversal_over_the_day_close_stands_on_the_open_day(world: LedgerWorld) -> None:
    """The sealed day stays as it was; interest counts from the original's value date."""
    closing, move = Closing(world), Move(0, 2, 700)
    world.move(move, "pay")
    seal = closing.close(TODAY)
    world.clock.pass_time(DAY)
    world.reverse(key_of("pay", (move, None)), "undo")
    line = world.entries_of(0)[-1]
    assert (line.booking_date, line.value_date) == (str(TODAY + DAY), str(TODAY))
    assert closing.verify(TODAY) == []
    assert closing.close(TODAY).root == seal.root


# Vouchers and the chart


def test_vouchers_have_no_gap_whatever_was_refused(world: LedgerWorld) -> None:
    """凭证号: refusals, repeats, voids and holds take none; per entity and day from 1."""
    closing = Closing(world)
    refused: list[Callable[[], object]] = [
        lambda: world.move(Move(0, None, 9_999), "too much"),
        lambda: world.move(Move(0, 2, 1), "in"),
        lambda: world.reverse(key_of("in"), "in"),
    ]
    for number, act in enumerate(refused):
        with pytest.raises(Problem):
            act()
        world.move(Move(0, 1, 1), f"over {number}")
        world.clock.pass_time(timedelta(minutes=1))
    world.reverse(key_of("never came"), "void")
    hold(world, 1, "h")
    for entity, count in ((ENTITY, 4), ("2724", 3)):
        kept = kept_lines(entity, closing.close(TODAY, entity), closing.evidence)
        assert sorted({number for number, _ in kept if number}) == list(range(1, count + 1))


def test_a_clearing_leg_is_the_ledgers_own(world: LedgerWorld) -> None:
    """With one of the caller's beside it, it would be the same line twice."""
    own = credit(general(SOUTH, ENTITY, "clearing"), 30)
    legs = [debit(account_id(0), 100), own, credit(account_id(1), 70)]
    before = world.storage.items("ledger")
    with pytest.raises(BadLeg):
        world.post(Posting("TEST", None, None, legs), key_of("k"))
    assert world.storage.items("ledger") == before


def test_an_unknown_account_among_many_stops_all(world: LedgerWorld) -> None:
    legs = [debit(account_id(0), 3), credit(account_id(2), 2), credit(account_id(99), 1)]
    before = world.storage.items("ledger")
    with pytest.raises(Missing):
        world.post(Posting("TEST", None, None, legs), key_of("k"))
    assert world.storage.items("ledger") == before
