"""Hypothesis plays money under faults: what it finds wrong it makes as short as it can."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.builders.books import Move
from tests.faults.history import ENTITIES, Command, History
from tests.faults.insisting import impatient

ACCOUNTS = 3
NUMBERS = st.integers(0, ACCOUNTS - 1)
AMOUNTS = st.sampled_from([1, 50, 300, 999])
KEYS = st.integers(1, 30)


class MoneyMachine(RuleBasedStateMachine):
    """Open, post, reverse, hold, use, void, expire, day change, replay, concurrent pairs."""

    @initialize(seed=st.integers(0, 10_000), share=st.sampled_from([0, 0.2, 0.4]))
    def begin(self, seed: int, share: Any) -> None:
        self.patience = impatient(Random(seed))
        self.patience.__enter__()
        self.history = History(seed, share, ACCOUNTS)
        self.keys = 0
        self.holds: list[tuple[int, str]] = []

    def teardown(self) -> None:
        if hasattr(self, "patience"):
            self.history.check()
            self.patience.__exit__(None, None, None)

    @rule(target_account=NUMBERS, amount_fen=AMOUNTS, back_days=st.integers(0, 3))
    def pay_in(self, target_account: int, amount_fen: int, back_days: int) -> None:
        self.history.run(self._pay_in(target_account, amount_fen, back_days))

    @rule(source=NUMBERS, by=st.integers(0, ACCOUNTS - 1), amount_fen=AMOUNTS,
          back_days=st.integers(0, 3))  # fmt: skip
    def pay(self, source: int, by: int, amount_fen: int, back_days: int) -> None:
        self.history.run(self._pay(source, by, amount_fen, back_days))

    @rule(number=NUMBERS, amount_fen=AMOUNTS, minutes=st.sampled_from([1, 30, 300]))
    def hold(self, number: int, amount_fen: int, minutes: int) -> None:
        self.history.run(self._hold(number, amount_fen, minutes))

    @rule(which=st.integers(0, 9), amount_fen=AMOUNTS, last=st.booleans())
    def use(self, which: int, amount_fen: int, last: bool) -> None:
        if self.holds:
            number, hold_id = self.holds[which % len(self.holds)]
            move = Move(number, None, amount_fen, hold_id, last)
            self.history.run(self.history.move(self._key(), move))

    @rule(which=st.integers(0, 9))
    def void(self, which: int) -> None:
        if self.holds:
            number, hold_id = self.holds[which % len(self.holds)]
            self.history.run(self.history.release(self._key(), number, hold_id))

    @rule(of=KEYS)
    def reverse(self, of: int) -> None:
        self.history.run(self.history.reverse(self._key(), f"key-{of:05d}"))

    @rule(which=st.integers(0, 99))
    def replay(self, which: int) -> None:
        self.history.replay(which)

    @rule(source=NUMBERS, amount_fen=AMOUNTS, other=st.sampled_from(["in", "out", "hold", "undo"]))
    def two_at_once(self, source: int, amount_fen: int, other: str) -> None:
        first = self._pay(source, 1, amount_fen, 0)
        second = {
            "in": lambda: self._pay_in(source, amount_fen, 0),
            "out": lambda: self._pay(source, 0, amount_fen, 0),
            "hold": lambda: self._hold(source, amount_fen, 30),
            "undo": lambda: self.history.reverse(self._key(), first.key),
        }[other]()
        self.history.run_both(first, second)

    @rule(minutes=st.integers(-10, 400))
    def time_passes(self, minutes: int) -> None:
        self.history.world.clock.pass_time(timedelta(minutes=minutes))

    @rule()
    def tokens_are_forgotten(self) -> None:
        self.history.storage.dynamo.forget_tokens()

    @rule(entity=st.sampled_from(ENTITIES))
    def day_ends(self, entity: str) -> None:
        self.history.close_day(entity)

    @rule()
    def open(self) -> None:
        """One more account; its numbers are for those that come after."""
        self.history.open()

    @invariant()
    def balances_are_the_models(self) -> None:
        if hasattr(self, "history"):
            self.history.check_balances()

    def _key(self) -> str:
        self.keys += 1
        return f"key-{self.keys:05d}"

    def _pay_in(self, number: int, amount_fen: int, back_days: int) -> Command:
        return self.history.move(self._key(), Move(None, number, amount_fen), back_days)

    def _pay(self, source: int, by: int, amount_fen: int, back_days: int) -> Command:
        target = (source + by) % ACCOUNTS if by else None
        return self.history.move(self._key(), Move(source, target, amount_fen), back_days)

    def _hold(self, number: int, amount_fen: int, minutes: int) -> Command:
        key = self._key()
        self.holds.append((number, self.history.hold_id(key)))
        return self.history.hold(key, number, amount_fen, minutes)


TestMoney = MoneyMachine.TestCase
TestMoney.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
