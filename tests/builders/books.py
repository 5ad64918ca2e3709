"""Books in memory: accounts of two legal entities in two shards, and what one may do with them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, perform
from nongxin.kernel.directory import Directory
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.clearing import CLEARING
from nongxin.ledger.kinds import Side, account_kinds
from nongxin.ledger.mapping import line_of, seal_expected
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.post import Books, book, opening
from nongxin.ledger.posting import (
    Leg,
    NewAccount,
    Posting,
    credit,
    debit,
    general,
    is_general,
    read_general,
)
from nongxin.ledger.release_hold import ReleaseHold, release_hold
from nongxin.ledger.reverse_posting import ReversePosting, reverse_posting
from nongxin.ledger.store import EntryRecord, JournalRecord, LedgerAccounts
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

TODAY = date(2026, 11, 25)
NORTH, SOUTH = "610425", "610722"
ENTITIES = {NORTH: "2724", SOUTH: "2758"}
OWNER = "pn_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


def county_at(number: int) -> str:
    return NORTH if number % 2 else SOUTH


def entity_at(number: int) -> str:
    return ENTITIES[county_at(number)]


def account_id(number: int) -> str:
    """Odd numbers live in the north, even ones in the south."""
    return f"ac_{county_at(number)}_01JDHX3Q8Z6V7K2M5N9P4R{number:04d}"


def cash(county: str = SOUTH) -> str:
    return general(county, ENTITIES[county], "vault_cash")


def key_of(name: str, payload: object = None) -> CommandKey:
    return CommandKey("test.move", "st_1", SOUTH, name, fingerprint(repr(payload)))


@dataclass(frozen=True)
class Move:
    """Money from one account to another; None is the counter's cash. `hold` is used for it."""

    source: int | None
    target: int | None
    amount_fen: int
    hold: str = ""
    last: bool = False

    @property
    def legs(self) -> list[Leg]:
        if self.source is None:
            number = self.target or 0
            into = credit(account_id(number), self.amount_fen)
            return [debit(cash(county_at(number)), self.amount_fen), into]
        source = account_id(self.source)
        out = Leg(source, Side.DEBIT, self.amount_fen, None, self.hold, self.last)
        into_cash = cash(county_at(self.source))
        into_name = into_cash if self.target is None else account_id(self.target)
        return [out, credit(into_name, self.amount_fen)]


class LedgerWorld:
    """`accounts` demand deposits are open. Every method is one command under a key."""

    def __init__(self, storage: MemoryStorage, accounts: int = 0) -> None:
        self.storage = storage
        self.clock = FixedClock(MORNING)
        self.ledger = LedgerAccounts(storage)
        self.calendar = BusinessCalendar(Directory(storage), self.clock)
        self.processes = [Books(self.ledger, self.calendar)]
        self._served = 0
        for number in range(accounts):
            self.open(number)

    @property
    def books(self) -> Books:
        return self.processes[self._served // 3 % len(self.processes)]

    def work_in(self, processes: int) -> None:
        """Commands are served by processes in turn, three each: one remembers what it wrote."""
        others = [LedgerAccounts(self.storage) for _ in range(processes - 1)]
        self.processes += [Books(accounts, self.calendar) for accounts in others]

    def open(self, number: int, kind: str = "demand_deposit", limit_fen: int = 0) -> None:
        opened = Account(account_id(number), kind, entity_at(number), OWNER, limit_fen=limit_fen)
        self.storage.commit(opening(opened, self.books))

    def do(self, key: CommandKey, act: Any) -> Done:
        self._served += 1
        return perform(act, key, JournalRecord, self.storage)

    def post(self, posting: Posting, key: CommandKey) -> Done:
        return self.do(key, lambda: self._booked(posting, key))

    def _booked(self, posting: Posting, key: CommandKey) -> Outcome:
        moved = sum(leg.amount_fen for leg in posting.legs if leg.side is Side.DEBIT)
        return book(posting, key, self.books).outcome({"moved_fen": moved})

    def move(self, move: Move, key: str, value_date: date | None = None) -> Done:
        posting = Posting("TEST", value_date, None, move.legs)
        return self.post(posting, key_of(key, (move, value_date)))

    def reverse(self, original: CommandKey, key: str) -> Done:
        named = key_of(key, original.digest)
        command = ReversePosting.of(original)
        return self.do(named, lambda: reverse_posting(command, named, self.books))

    def hold(self, number: int, amount_fen: int, key: str, ends_at: datetime | None = None,
             forced: bool = False) -> Done:  # fmt: skip
        command = PlaceHold(account_id(number), amount_fen, ends_at, forced)
        named = key_of(key, command)
        return self.do(named, lambda: place_hold(command, named, self.books))

    def release(self, number: int, hold_id: str, key: str) -> Done:
        command = ReleaseHold(account_id(number), hold_id)
        named = key_of(key, command)
        return self.do(named, lambda: release_hold(command, named, self.books))

    def turn(self, number: int, state: AccountState, key: str) -> Done:
        command = ChangeState(account_id(number), state, "TEST")
        named = key_of(key, command)
        return self.do(named, lambda: change_state(command, named, self.books))

    def account(self, number: int) -> Account:
        return self.ledger.get(account_id(number))

    def balance(self, number: int) -> int:
        return self.account(number).balance_fen

    def available(self, number: int) -> int:
        return self.account(number).available_fen(self.clock.now())

    def entries_of(self, number: int) -> list[EntryRecord]:
        """Oldest first, the opening left out."""
        return self.ledger.newest(account_id(number), 1000)[::-1][1:]


def an_opening_leg(account: str, entity: str, amount_fen: int) -> Leg:
    return debit(account, amount_fen, NewAccount("loan_principal", entity, OWNER))


def journal(storage: MemoryStorage) -> list[list[tuple[str, str, int]]]:
    """The legs of every journal row."""
    items = [i for i in storage.items("ledger") if "#K#" in i["pk"]["S"] and "legs" in i]
    return [[(a, s, n) for a, s, n in json.loads(i["legs"]["S"])] for i in items]


def sums_by_journal(storage: MemoryStorage) -> Counter[tuple[str, str]]:
    """What each account took in the journal, by side."""
    sums: Counter[tuple[str, str]] = Counter()
    for legs in journal(storage):
        for account, side, amount_fen in legs:
            sums[account, side] += amount_fen
    return sums


def entries(storage: MemoryStorage) -> list[EntryRecord]:
    items = storage.items("ledger")
    return [EntryRecord.of(item) for item in items if "journal" in item]


def check_chains(storage: MemoryStorage) -> None:
    """Every entry of every account follows from the one before it: number, balance and seal."""
    chains: dict[str, list[EntryRecord]] = defaultdict(list)
    for record in entries(storage):
        if record.seal:
            chains[str(record.account)].append(record)
    for chain in chains.values():
        chain.sort(key=lambda record: record.seq)
        seal, balance_fen = "", 0
        for seq, record in enumerate(chain):
            line = line_of(record)
            balance_fen += line.signed_fen(account_kinds()[line.kind].side)
            assert (line.seq, line.balance_fen) == (seq, balance_fen), record.sk
            assert line.seal == seal_expected(record, seal), record.sk
            seal = line.seal


def check_books(storage: MemoryStorage) -> None:
    """Entries are what the journal says, to the fen; each entity's debits equal its credits, and
    what entities owe each other sums to zero.
    """
    by_entry: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str, str]] = Counter()
    for record in entries(storage):
        if record.amount_fen:
            by_entry[record.account, record.side] += int(record.amount_fen)
            total[record.entity, record.booking_date, record.side] += int(record.amount_fen)
    assert by_entry == sums_by_journal(storage)
    owed: Counter[str] = Counter()
    for (account, side), fen in by_entry.items():
        owed[side] += fen if is_general(account) and read_general(account).kind == CLEARING else 0
    assert owed["debit"] == owed["credit"], owed
    for entity, day, _ in list(total):
        assert total[entity, day, "debit"] == total[entity, day, "credit"], (entity, day)
    check_chains(storage)
