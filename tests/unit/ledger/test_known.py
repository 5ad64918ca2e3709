"""What a process remembers of accounts: it saves reads and never decides a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy
from nongxin.ledger import known_store as known_module
from nongxin.ledger.account import AccountNotOpen, AccountState, InsufficientFunds
from nongxin.ledger.known_store import MOST_KNOWN, KnownAccounts
from tests.builders.books import LedgerWorld, Move, account_id, check_books
from tests.fakes.aws import refusal
from tests.fakes.storage import MemoryStorage

DAY = timedelta(days=1)


@pytest.fixture
def here() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 4)
    world.move(Move(None, 0, 1_000), "in")
    world.move(Move(None, 2, 1_000), "in 2")
    return world


@pytest.fixture
def there(here: LedgerWorld) -> LedgerWorld:
    """Another process over the same tables."""
    return LedgerWorld(here.storage)


def reads(world: LedgerWorld) -> int:
    return world.storage.dynamo.calls.get("query", 0)


def writes(world: LedgerWorld) -> int:
    return world.storage.dynamo.calls["transact_write_items"]


def test_what_one_wrote_oneself_is_not_read_again(here: LedgerWorld) -> None:
    before = reads(here)
    for number in range(5):
        here.move(Move(0, 2, 100), f"k{number}")
    assert reads(here) == before
    assert (here.balance(0), here.balance(2)) == (500, 1_500)
    check_books(here.storage)


def test_what_others_wrote_is_seen_by_the_condition(here: LedgerWorld, there: LedgerWorld) -> None:
    there.move(Move(0, 2, 300), "there")
    here.move(Move(0, 2, 100), "here")
    assert (here.balance(0), here.balance(2)) == (600, 1_400)
    check_books(here.storage)


def test_an_account_that_others_write_too_is_read(here: LedgerWorld, there: LedgerWorld) -> None:
    """A wrong guess costs a transaction: at most one a while and account."""
    for number, world in enumerate((there, here, there)):
        world.move(Move(0, None, 1), f"first {number}")
    for number in range(3):
        before = writes(here)
        there.move(Move(0, None, 1), f"there {number}")
        here.move(Move(0, None, 1), f"here {number}")
        assert writes(here) == before + 2


def test_a_refusal_is_decided_on_what_is_there(here: LedgerWorld, there: LedgerWorld) -> None:
    """Money that came in elsewhere counts, though nothing is written by which one would notice."""
    here.move(Move(0, None, 1_000), "all of it")
    there.move(Move(None, 0, 500), "there")
    here.move(Move(0, None, 500), "here")
    with pytest.raises(InsufficientFunds):
        here.move(Move(0, None, 1), "too much")


def test_so_is_every_other_refusal(here: LedgerWorld, there: LedgerWorld) -> None:
    here.turn(0, AccountState.FROZEN, "freeze")
    with pytest.raises(AccountNotOpen):
        there.move(Move(0, None, 1), "frozen")
    there.turn(0, AccountState.OPEN, "thaw")
    here.move(Move(0, None, 1), "thawed")
    hold = str(here.hold(0, 999, "hold").answer["hold_id"])
    there.release(0, hold, "release")
    here.move(Move(0, None, 999), "free again")
    there.move(Move(None, 0, 7), "in 3")
    held = str(there.hold(0, 7, "hold 2").answer["hold_id"])
    here.move(Move(0, None, 7, held), "use what was held elsewhere")
    assert here.balance(0) == 0


def test_frozen_elsewhere_is_frozen_here(here: LedgerWorld, there: LedgerWorld) -> None:
    there.turn(0, AccountState.FROZEN, "freeze")
    for move in (Move(0, None, 1), Move(None, 0, 1)):
        with pytest.raises(AccountNotOpen):
            here.move(move, "frozen")
    there.turn(2, AccountState.RECEIVE_ONLY, "in only")
    with pytest.raises(AccountNotOpen):
        here.move(Move(2, None, 1), "out")


def test_a_day_that_went_over_elsewhere(here: LedgerWorld, there: LedgerWorld) -> None:
    there.clock.instant = here.clock.instant = here.clock.now() + DAY
    there.move(Move(0, None, 1), "there")
    here.move(Move(0, None, 1), "here")
    assert here.balance(0) == 998
    check_books(here.storage)


def test_what_may_not_have_been_written_is_not_remembered(here: LedgerWorld) -> None:
    """A number that was guessed would leave a gap, under a condition that holds."""
    here.storage.dynamo.failures += [refusal("InternalServerError", status=500)] * 100
    with deadline.within(0.05), pytest.raises(Busy):
        here.move(Move(0, 2, 100), "unknown")
    here.storage.dynamo.failures.clear()
    here.move(Move(0, 2, 50), "next")
    assert (here.balance(0), here.balance(2)) == (950, 1_050)
    check_books(here.storage)


def test_a_repeat_remembers_nothing_new(here: LedgerWorld) -> None:
    here.move(Move(0, 2, 100), "k")
    assert here.move(Move(0, 2, 100), "k").replayed
    here.move(Move(0, 2, 100), "k2")
    assert here.balance(0) == 800
    check_books(here.storage)


def test_memory_is_bounded_and_short(here: LedgerWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    known, account = KnownAccounts(), here.account(0)
    for number in range(MOST_KNOWN + 5):
        known.keep(type(account)(f"ac_{number}", "demand_deposit", "2758", "pn"))
    assert known.get("ac_4") is None
    assert known.get("ac_5") is not None
    now = known_module.time.monotonic()
    monkeypatch.setattr(known_module.time, "monotonic", lambda: now + 11)
    assert known.get(f"ac_{MOST_KNOWN}") is None


def test_the_newest_entry_stays_known_whoever_says_it_first(here: LedgerWorld) -> None:
    known, older = KnownAccounts(), here.account(0)
    here.move(Move(0, None, 1), "k")
    newer = here.account(0)
    known.keep(newer)
    known.keep(older)
    assert known.get(account_id(0)) == newer
