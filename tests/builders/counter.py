"""A counter in memory: persons, their accounts, and what is done at it, one command a call."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Any

from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.cash.withdraw_cash import WithdrawCash, withdraw_cash
from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.errors import Problem
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from tests.builders.lending import COUNTY, ENTITY
from tests.fakes.parts import FakeParts
from tests.fakes.storage import MemoryStorage

OWNER = f"pn_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0T"
OTHER = f"pn_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R2222"
_NINE = time(9, tzinfo=SHANGHAI)


class Counter:
    """The bank's day is the clock's; `at` turns it."""

    def __init__(self, on: date | None = None, storage: MemoryStorage | None = None) -> None:
        self.p = FakeParts()
        if storage is not None:
            put: Any = self.p
            put.memory = put.storage = storage
        self._keys = (f"key-{number:06d}" for number in itertools.count())
        if on:
            self.at(on)

    def at(self, day: date) -> None:
        self.p.fixed.instant = datetime.combine(day, _NINE)

    def key(self, name: str = "") -> CommandKey:
        """Of a fresh command, or of the one that was sent under that name."""
        return CommandKey("test", "st_1", COUNTY, name or next(self._keys), "x")

    def money(self, act: Callable[[CommandKey], Outcome], name: str = "") -> Done:
        key = self.key(name)
        return self.p.post_money(key, lambda: act(key))

    def open(self, tier: str = "I", owner: str = OWNER, **more: Any) -> str:
        """The account's id."""
        told = OpenAccount(owner, more.pop("entity", ENTITY), tier=tier, **more)
        key = self.key()
        done = self.p.perform_in("accounts", key, lambda: open_account(told, self.p.opening))
        return str(done.answer["id"])

    def deposit(self, account_id: str, amount_fen: int, name: str = "") -> Done:
        told = DepositCash(self.account(account_id), amount_fen)
        return self.money(
            lambda key: deposit_cash(told, key, self.p.tier_parts, self.p.calendar), name
        )

    def withdraw(self, account_id: str, amount_fen: int, name: str = "") -> Done:
        told = WithdrawCash(self.account(account_id), amount_fen)
        return self.money(
            lambda key: withdraw_cash(told, key, self.p.tier_parts, self.p.calendar), name
        )

    def backdate(self, account_id: str, amount_fen: int, value_date: date) -> Done:
        """A credit from the bank's own suspense, as of an earlier day; negative: a debit."""
        suspense = f"gl_{COUNTY}_{ENTITY}_suspense"
        fen = abs(amount_fen)
        legs = (
            [debit(suspense, fen), credit(account_id, fen)]
            if amount_fen > 0
            else [debit(account_id, fen), credit(suspense, fen)]
        )
        posting = Posting("ADJUSTMENT", value_date, None, legs)
        return self.money(lambda key: book(posting, key, self.p.books).outcome({}))

    def account(self, account_id: str) -> Account:
        return self.p.ledger.get(account_id)

    def balance(self, account_id: str) -> int:
        return self.account(account_id).balance_fen

    def texts(self, account_id: str) -> list[tuple[str, int]]:
        """What the statement shows of movements, oldest first."""
        lines = self.p.ledger.newest(account_id, 500)[::-1]
        return [(str(r.text), int(r.amount_fen)) for r in lines if r.amount_fen]


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """All side by side; for each "done", or the code that it was refused with."""

    def outcome(act: Callable[[], object]) -> str:
        try:
            act()
        except Problem as problem:
            return problem.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(outcome, acts))
