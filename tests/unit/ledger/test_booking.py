"""Booking: write units, entities and counties, backdating, and everything that is refused by
name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.tiers.tier_limits import TierParts
from nongxin.accounts.tiers.tier_store import DynamoTierUses
from nongxin.catalog import places
from nongxin.kernel.commands import BadKey, KeyReused
from nongxin.kernel.errors import Missing
from nongxin.ledger.account import AccountNotOpen, AccountState, InsufficientFunds
from nongxin.ledger.backdate import OverdrawnThen
from nongxin.ledger.chart import NotInChart, UnknownKind
from nongxin.ledger.posting import (
    NewAccount,
    Posting,
    TooManyLegs,
    credit,
    debit,
    general,
)
from nongxin.ledger.store import AlreadyOpened, EntryRecord
from tests.builders.books import (
    NORTH,
    OWNER,
    SOUTH,
    TODAY,
    LedgerWorld,
    Move,
    account_id,
    cash,
    check_books,
    key_of,
)
from tests.fakes.faults import MeteredStorage
from tests.fakes.storage import MemoryStorage

DAY = timedelta(days=1)


@pytest.fixture
def world() -> LedgerWorld:
    world = LedgerWorld(MemoryStorage(), 4)
    world.move(Move(None, 0, 1_000), "in")
    return world


def units(act: Callable[[LedgerWorld], object]) -> int:
    storage = MeteredStorage()
    world = LedgerWorld(storage, 4)
    world.move(Move(None, 0, 9_000_000_000), "in")
    storage.meter.units.clear()
    act(world)
    return sum(count for _, count in storage.meter.units)


def test_a_posting_of_two_legs_is_three_items_and_six_write_units() -> None:
    """Of real size: ids, an event, an answer, ten holds. No index is on the ledger's tables."""

    def deposit(world: LedgerWorld) -> None:
        for number in range(10):
            world.hold(0, 1_000_000, f"h{number}", world.clock.now() + 300 * DAY)
        world.storage.meter.units.clear()  # type: ignore[attr-defined]
        key, command = key_of("d"), DepositCash(world.account(0), 1_234_567_890)
        tiers = TierParts(world.ledger, DynamoTierUses(world.storage), world.calendar)
        world.do(key, lambda: deposit_cash(command, key, tiers, world.calendar))

    assert units(deposit) == 6
    assert units(lambda world: world.move(Move(0, 2, 1), "transfer")) == 6
    assert units(lambda world: world.move(Move(0, 1, 1), "to another entity")) == 10
    assert units(lambda world: world.hold(0, 1, "hold")) == 4


def test_every_entity_balances_by_itself(world: LedgerWorld) -> None:
    world.move(Move(0, 1, 300), "to the north")
    world.move(Move(1, 0, 100), "and back")
    legs = [debit(account_id(0), 50), *(credit(account_id(n), 10) for n in (1, 2, 3))]
    world.post(Posting("TEST", None, None, [*legs, credit(cash(NORTH), 20)]), key_of("many"))
    check_books(world.storage)  # debits and credits of each entity on each day
    assert [world.balance(n) for n in range(4)] == [750, 210, 10, 10]


@pytest.mark.parametrize("legs", [2, 3, 88])
def test_many_legs_over_shards(world: LedgerWorld, legs: int) -> None:
    """With 88 legs of two entities and their clearing it is as long as a posting may be."""
    for number in range(4, legs + 3):
        world.open(number)
    into = [credit(account_id(number), 1) for number in range(4, legs + 3)]
    posting = Posting("TEST", None, None, [debit(cash(), legs - 1), *into])
    world.post(posting, key_of("many"))
    check_books(world.storage)
    assert [world.balance(number) for number in range(4, legs + 3)] == [1] * (legs - 1)


def test_with_clearing_a_posting_may_become_too_long(world: LedgerWorld) -> None:
    for number in range(4, 93):
        world.open(number)
    legs = [debit(cash(), 89), *(credit(account_id(n), 1) for n in range(4, 93))]
    with pytest.raises(TooManyLegs):
        world.post(Posting("TEST", None, None, legs), key_of("long"))


def test_an_account_is_opened_by_its_first_posting_once(world: LedgerWorld) -> None:
    loan = f"la_{SOUTH}_01JDHX3Q8Z6V7K2M5N9P4R0009"
    legs = [debit(loan, 9, NewAccount("loan_principal", "2758", OWNER)), credit(account_id(0), 9)]
    world.post(Posting("TEST", None, None, legs), key_of("lend"))
    with pytest.raises(AlreadyOpened):
        world.post(Posting("TEST", None, None, legs), key_of("lend again"))
    assert world.ledger.get(loan).balance_fen == 9
    assert world.balance(0) == 1_009


def backdated(world: LedgerWorld) -> None:
    """0: 1,000 in on day 0, 800 out on day 2, 500 in on day 4; today is day 5."""
    world.clock.pass_time(2 * DAY)
    world.move(Move(0, None, 800), "out")
    world.clock.pass_time(2 * DAY)
    world.move(Move(None, 0, 500), "in 2")
    world.clock.pass_time(DAY)


@pytest.mark.parametrize(
    ("days", "most_fen"), [(0, 200), (1, 200), (2, 200), (3, 200), (4, 700), (5, 700)]
)
def test_a_backdated_debit_must_have_been_there_ever_since(
    world: LedgerWorld, days: int, most_fen: int
) -> None:
    backdated(world)
    day = TODAY + days * DAY
    with pytest.raises((OverdrawnThen, InsufficientFunds)):
        world.move(Move(0, None, most_fen + 1), "too much", value_date=day)
    world.move(Move(0, None, most_fen), "all", value_date=day)
    assert world.balance(0) == 700 - most_fen


def test_backdated_money_counts_for_backdated_debits(world: LedgerWorld) -> None:
    backdated(world)
    world.move(Move(None, 0, 300), "found", value_date=TODAY + DAY)
    with pytest.raises(OverdrawnThen):
        world.move(Move(0, None, 501), "too much", value_date=TODAY + DAY)
    world.move(Move(0, None, 500), "all", value_date=TODAY + DAY)
    with pytest.raises(OverdrawnThen):
        world.move(Move(0, None, 1), "one more", value_date=TODAY)
    check_books(world.storage)


LEGS = Move(0, 2, 1).legs
BAD: dict[str, tuple[type[Exception], Callable[[], dict[str, Any]]]] = {
    "unknown account": (Missing, lambda: {"legs": [LEGS[0], credit(account_id(7), 1)]}),
    "no account": (Missing, lambda: {"legs": [LEGS[0], credit("somebody", 1)]}),
    "no general account": (Missing, lambda: {"legs": [LEGS[0], credit("gl_x", 1)]}),
    "county of another entity": (
        NotInChart, lambda: {"legs": [LEGS[0], credit(general(NORTH, "2758", "suspense"), 1)]}
    ),
    "entity that is none": (
        NotInChart, lambda: {"legs": [LEGS[0], credit(general(SOUTH, "9999", "suspense"), 1)]}
    ),
    "kind of another type of entity": (
        NotInChart, lambda: {"legs": [LEGS[0], credit(general(SOUTH, "2758", _foreign()), 1)]}
    ),
    "a customer's kind in the general ledger": (
        NotInChart, lambda: {"legs": [LEGS[0], credit(general(SOUTH, "2758", "time_deposit"), 1)]}
    ),
    "kind that is none": (
        UnknownKind, lambda: {"legs": [LEGS[0], credit(general(SOUTH, "2758", "gold"), 1)]}
    ),
    "new account of a derived kind": (NotInChart, lambda: {"legs": [
        LEGS[0], credit(account_id(8), 1, NewAccount("suspense", "2758", OWNER))]}),
    "new account of no kind": (UnknownKind, lambda: {"legs": [
        LEGS[0], credit(account_id(8), 1, NewAccount("gold", "2758", OWNER))]}),
    "too little money": (InsufficientFunds, lambda: {"legs": Move(0, 2, 1_001).legs}),
}  # fmt: skip


def _foreign() -> str:
    bank = places.entity("2758")
    assert bank is not None
    return "member_shares" if bank.type == "RCB" else "capital"


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_booked_is_refused_by_name_and_writes_nothing(
    world: LedgerWorld, name: str
) -> None:
    refusal, changed = BAD[name]
    before = world.storage.items("ledger")
    posting = replace(Posting("TEST", None, None, LEGS), **changed())
    with pytest.raises(refusal):
        world.post(posting, key_of("bad"))
    assert world.storage.items("ledger") == before
    world.post(Posting("TEST", None, None, LEGS), key_of("bad"))  # a refusal uses up no key


@pytest.mark.parametrize("state", [AccountState.CLOSED, AccountState.FROZEN])
def test_an_account_that_is_not_open_takes_nothing(world: LedgerWorld, state: AccountState) -> None:
    world.turn(2, state, "turn")
    with pytest.raises(AccountNotOpen):
        world.move(Move(0, 2, 1), "into it")
    assert world.balance(0) == 1_000


def test_a_key_of_10_kb_is_refused() -> None:
    for name in ("k" * 10_240, "k" * 256, ""):
        with pytest.raises(BadKey):
            key_of(name)


@pytest.mark.parametrize("years", [0, 2])
def test_a_key_means_the_same_for_ever(world: LedgerWorld, years: int) -> None:
    """R2, R3, probe 20: the first answer after 400 business dates; other content is refused."""
    first = world.move(Move(0, 2, 100), "K")
    world.clock.pass_time(years * 400 * DAY)
    again = world.move(Move(0, 2, 100), "K")
    assert (again.answer, again.replayed) == (first.answer, True)
    for other in (Move(0, 2, 250), Move(0, 1, 100), Move(2, 0, 100), Move(0, None, 100)):
        with pytest.raises(KeyReused):
            world.move(other, "K")
    world.move(Move(0, 2, 250), "K2")
    assert world.balance(2) == 350


def test_an_entry_is_written_as_its_record_would_be(world: LedgerWorld) -> None:
    """Its values are told without PynamoDB's constructor."""
    world.open(6, "overdraft_deposit", limit_fen=50)
    world.move(Move(6, 0, 40), "out")
    world.hold(0, 5, "hold")
    items = [item for item in world.storage.items("ledger") if "seal" in item]
    assert len(items) > 5
    for item in items:
        item.pop("mark", None)
        assert EntryRecord.of(item).item() == item
