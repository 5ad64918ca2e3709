"""R8: a reversal happens once, also when it is asked for before the original arrives."""

from __future__ import annotations

import itertools

import pytest

from nongxin.kernel.commands import ReversedBefore
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.reverse_posting import NotReversible
from nongxin.ledger.store import AlreadyReversed
from tests.builders.books import LedgerWorld, Move, check_books, key_of
from tests.fakes.storage import MemoryStorage

MOVE = Move(0, 1, 700)
ORIGINAL = key_of("pay", (MOVE, None))


@pytest.fixture
def world() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 2)
    world.move(Move(None, 0, 1_000), "in")
    return world


def test_money_goes_back_once(world: LedgerWorld) -> None:
    world.move(MOVE, "pay")
    done = world.reverse(ORIGINAL, "undo")
    assert done.answer == {"reversal": "reversed", "amount_fen": 700}
    assert world.reverse(ORIGINAL, "undo").replayed
    with pytest.raises(AlreadyReversed):
        world.reverse(ORIGINAL, "undo again")
    assert [world.balance(n) for n in range(2)] == [1_000, 0]
    assert world.move(MOVE, "pay").replayed  # what was answered once stays the answer
    check_books(world.storage)


def test_the_original_that_comes_late_is_refused(world: LedgerWorld) -> None:
    assert world.reverse(ORIGINAL, "undo").answer["reversal"] == "voided"
    for _ in range(2):
        with pytest.raises(ReversedBefore):
            world.move(MOVE, "pay")
    with pytest.raises(AlreadyReversed):
        world.reverse(ORIGINAL, "undo again")
    assert world.reverse(ORIGINAL, "undo").replayed
    assert world.balance(0) == 1_000


def test_the_original_arrives_while_it_is_reversed(world: LedgerWorld) -> None:
    world.storage.dynamo.before_write = lambda: world.move(MOVE, "pay")
    assert world.reverse(ORIGINAL, "undo").answer["reversal"] == "reversed"
    assert world.balance(0) == 1_000
    check_books(world.storage)


def test_two_reversals_at_once(world: LedgerWorld) -> None:
    world.move(MOVE, "pay")
    world.storage.dynamo.before_write = lambda: world.reverse(ORIGINAL, "first")
    with pytest.raises(AlreadyReversed):
        world.reverse(ORIGINAL, "second")
    assert world.balance(0) == 1_000


def test_any_order_with_repeats_moves_nothing_in_the_end() -> None:
    """Every order of original, its repeat and two reversals: at most one of each, net zero."""
    steps = ("pay", "pay", "undo", "undo 2")
    for order in set(itertools.permutations(steps)):
        world = LedgerWorld(MemoryStorage(), 2)
        world.move(Move(None, 0, 1_000), "in")
        for step in order:
            try:
                if step == "pay":
                    world.move(MOVE, "pay")
                else:
                    world.reverse(ORIGINAL, step)
            except (ReversedBefore, AlreadyReversed):
                pass
        assert [world.balance(n) for n in range(2)] == [1_000, 0], order
        check_books(world.storage)


def test_money_that_is_gone_does_not_come_back(world: LedgerWorld) -> None:
    world.move(MOVE, "pay")
    world.move(Move(1, None, 1), "spent")
    with pytest.raises(InsufficientFunds):
        world.reverse(ORIGINAL, "undo")
    world.move(Move(None, 1, 1), "back")
    assert world.reverse(ORIGINAL, "undo").answer["reversal"] == "reversed"


def test_what_cannot_be_reversed(world: LedgerWorld) -> None:
    world.move(MOVE, "pay")
    world.reverse(ORIGINAL, "undo")
    for key in (key_of("undo"), key_of("held")):
        world.hold(0, 1, "held")
        with pytest.raises(NotReversible):
            world.reverse(key, f"not {key.client_key}")
