"""Histories of accounts under faults: a third of all calls go wrong, every command is insisted on
under its key, and a model of each account tells what must be there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import TypeVar

import pytest

from nongxin.accounts.interest.settle_county import settle_county
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, open_deposit
from nongxin.accounts.time_deposits.renew_deposit import renew_due
from nongxin.accounts.time_deposits.withdraw_deposit import WithdrawDeposit, withdraw_deposit
from nongxin.kernel.commands import Answer, Done
from nongxin.kernel.errors import Busy, Problem
from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.builders.counter import OTHER, Counter
from tests.builders.lending import COUNTY, ENTITY
from tests.faults.insisting import impatient
from tests.faults.memory import FaultyStorage

T = TypeVar("T")
START = date(2026, 9, 14)
DAY = timedelta(days=1)
DAY_MOST_FEN = 1_000_000


class History:
    """Two accounts, Ⅰ and Ⅱ class, and time deposits out of the first."""

    def __init__(self, seed: int, share: float) -> None:
        self.random = Random(seed)
        self.storage = FaultyStorage(seed, 0.0)
        self.counter = Counter(START, self.storage)
        self.first, self.second = self.counter.open(), self.counter.open("II", owner=OTHER)
        self.balance = {self.first: 0, self.second: 0}
        self.moved: dict[tuple[date, str], int] = {}
        self.deposits: dict[str, int] = {}
        self.today, self.keys = START, 0
        self.storage.hook.share = share

    def step(self) -> None:
        acts: list[Callable[[], None]] = [self.cash, self.cash, self.cash, self.save, self.take]
        self.random.choice(acts)()
        if self.random.random() < 0.3:
            self.turn_the_day()

    def cash(self) -> None:
        account = self.random.choice([self.first, self.second])
        amount_fen = self.random.choice([1, 333_333, 700_000])
        is_in = self.random.random() < 0.7
        act = self.counter.deposit if is_in else self.counter.withdraw
        told = self.insist(lambda name: act(account, amount_fen, name))
        side = (self.today, "in" if is_in else "out")
        within = self.moved.get(side, 0) + amount_fen <= DAY_MOST_FEN or account == self.first
        enough = is_in or amount_fen <= self.balance[account]
        assert (told is not None) == (within and enough)
        if told is not None:
            self.balance[account] += amount_fen if is_in else -amount_fen
        if told is not None and account == self.second:
            self.moved[side] = self.moved.get(side, 0) + amount_fen

    def save(self) -> None:
        source = self.counter.p.ledger.get
        command = self.until_heard(lambda: OpenDeposit(source(self.first), "TD3M", 50_000, True))
        parts = self.counter.p.depositing
        told = self.insist(
            lambda name: self.counter.money(lambda key: open_deposit(command, key, parts), name)
        )
        assert (told is not None) == (self.balance[self.first] >= 50_000)
        if told is not None:
            self.balance[self.first] -= 50_000
            self.deposits[str(told["id"])] = 50_000

    def take(self) -> None:
        if not self.deposits:
            return
        account, parts = self.random.choice(sorted(self.deposits)), self.counter.p.depositing
        self.until_heard(lambda: renew_due(account, parts, self.counter.p.post_money))
        command = WithdrawDeposit(account)
        told = self.insist(
            lambda name: self.counter.money(lambda key: withdraw_deposit(command, key, parts), name)
        )
        assert told is not None
        del self.deposits[account]
        self.balance[self.first] += int(told["principal_fen"]) + int(told["interest_fen"])

    def turn_the_day(self) -> None:
        self.today += DAY * self.random.randrange(1, 9)
        self.counter.at(self.today)
        self.until_heard(self.settle)

    def settle(self) -> None:
        settle_county(COUNTY, ENTITY, self.counter.p.settling(lambda: False))

    def insist(self, act: Callable[[str], Done]) -> Answer | None:
        """The answer, or None for what was refused by rule."""
        self.keys += 1
        name = f"history-{self.keys:05d}"
        try:
            return self.until_heard(lambda: act(name)).answer
        except Problem:
            return None

    def until_heard(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return act()
            except Busy:
                continue  # the same command again, under the same key

    def check(self) -> None:
        self.storage.hook.share = 0.0
        self.storage.hook.let_arrive()
        check_books(self.storage)
        for account, balance_fen in self.balance.items():
            texts = self.counter.texts(account)
            interest = sum(fen for text, fen in texts if text == "INTEREST")
            assert self.counter.balance(account) == balance_fen + interest, account
            assert sum(text == "INTEREST" for text, _ in texts) <= self.settlements
        for account in self.deposits:
            assert self.counter.account(account).state is AccountState.OPEN
        used = self.counter.p.tier_parts.uses.get(self.second)
        last = date.fromisoformat(used.day) if used.day else START
        assert (used.day_in_fen, used.day_out_fen) == (
            self.moved.get((last, "in"), 0), self.moved.get((last, "out"), 0),
        )  # fmt: skip

    @property
    def settlements(self) -> int:
        return sum(START <= day < self.today for day in (date(2026, 9, 20), date(2026, 12, 20)))


@pytest.mark.parametrize("seed", range(24))
def test_every_command_happens_once_whatever_goes_wrong(seed: int) -> None:
    history = History(seed, share=0.3)
    with impatient(Random(seed)):
        for _ in range(25):
            history.step()
    assert sum(history.storage.hook.faults.values()) > 20
    history.check()


def test_the_model_sees_a_fen_that_is_lost() -> None:
    """The test of the test."""
    history = History(1, share=0.0)
    for _ in range(25):
        history.step()
    history.balance[history.first] += 1
    with pytest.raises(AssertionError):
        history.check()
