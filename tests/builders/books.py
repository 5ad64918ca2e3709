"""Books in memory: accounts, postings between them, and what the journal says afterwards."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, perform
from nongxin.ledger.account import Account
from nongxin.ledger.kinds import Side
from nongxin.ledger.post import entries
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.ledger.store import EntryRecord, JournalRecord, LedgerAccounts, journal_row
from tests.fakes.storage import MemoryStorage

TODAY = date(2026, 11, 25)
NORTH, SOUTH = "610425", "610722"
OWNER = "pn_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


def account_id(number: int) -> str:
    """Odd numbers live in the north, even ones in the south."""
    return f"ac_{NORTH if number % 2 else SOUTH}_01JDHX3Q8Z6V7K2M5N9P4R{number:04d}"


@dataclass(frozen=True)
class Move:
    """Money from one account to another; None is the counter's cash."""

    source: int | None
    target: int | None
    amount_fen: int

    @property
    def legs(self) -> list[Leg]:
        cash = general(SOUTH, "vault_cash")
        if self.source is None:
            return [
                debit(cash, self.amount_fen),
                credit(account_id(self.target or 0), self.amount_fen),
            ]
        out = debit(account_id(self.source), self.amount_fen)
        into = cash if self.target is None else account_id(self.target)
        return [out, credit(into, self.amount_fen)]


class Books:
    def __init__(self, storage: MemoryStorage, accounts: int) -> None:
        self.storage = storage
        self.ledger = LedgerAccounts(storage)
        for number in range(accounts):
            opened = Account(account_id(number), "demand_deposit", "2758", OWNER)
            storage.commit(self.ledger.opening(opened, TODAY))

    def move(self, move: Move, key: str) -> Done:
        named = key_of(move, key)
        posting = Posting("TEST", TODAY, TODAY, move.legs)

        def act() -> Outcome:
            writes = entries(posting, named.digest, self.ledger)
            return Outcome({"moved_fen": move.amount_fen}, writes, journal_row(posting, "[]"))

        return perform(act, named, JournalRecord, self.storage)

    def balance(self, number: int) -> int:
        return self.ledger.get(account_id(number)).balance_fen

    def entries_of(self, number: int) -> list[EntryRecord]:
        """Oldest first, the opening left out."""
        return self.ledger.newest(account_id(number), 1000)[::-1][1:]


def key_of(move: Move, key: str) -> CommandKey:
    payload = [move.source, move.target, move.amount_fen]
    return CommandKey("test.move", "st_1", SOUTH, key, fingerprint(payload))


def journal(storage: MemoryStorage) -> list[list[tuple[str, str, int]]]:
    """The legs of every journal row."""
    items = [i for i in storage.items("ledger") if "#K#" in i["pk"]["S"]]
    return [[(a, s, n) for a, s, n in json.loads(i["legs"]["S"])] for i in items]


def sums_by_journal(storage: MemoryStorage) -> Counter[tuple[str, str]]:
    """What each account took in the journal, by side."""
    sums: Counter[tuple[str, str]] = Counter()
    for legs in journal(storage):
        for account, side, amount_fen in legs:
            sums[account, side] += amount_fen
    return sums


def check_chain(account: Account, lines: list[EntryRecord]) -> None:
    """Every entry follows from the one before it: number, balance and seal."""
    for line in lines:
        account = account.moved(Side(line.side), int(line.amount_fen), str(line.journal))
        told: tuple[Any, ...] = (line.seq, int(line.balance_fen or 0), line.seal)
        assert told == (account.seq, account.balance_fen, account.seal), line.sk


def check_books(storage: MemoryStorage) -> None:
    """Entries are what the journal says, to the fen; debits equal credits."""
    by_entry: Counter[tuple[str, str]] = Counter()
    for item in storage.items("ledger"):
        if item["sk"]["S"].startswith("E#") and item["journal"]["S"]:
            by_entry[item["account"]["S"], item["side"]["S"]] += int(item["amount_fen"]["N"])
    assert by_entry == sums_by_journal(storage)
    total = Counter[str]()
    for (_, side), amount_fen in by_entry.items():
        total[side] += amount_fen
    assert total["debit"] == total["credit"]
