"""Many seeded histories: what to do next is drawn from the seed. `scripts/torture` runs it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.builders.books import Move
from tests.faults.history import Command, History
from tests.faults.insisting import Wrong, impatient

STEPS, SHARE, ACCOUNTS = 40, 0.4, 4
Change = Callable[[History], None]


class Player:
    """Draws the next step of a history."""

    def __init__(self, seed: int, history: History, *, only_moves: bool = False) -> None:
        self._only_moves = only_moves
        self.random = Random(f"play {seed}")
        self.history = history
        self._holds: list[tuple[int, str]] = []
        self._number = 0

    def step(self) -> None:
        self.random.choices(
            (self._one, self._pair, self._replay, self._time, self._tokens, self._day),
            (60, 15, 12, 8, 3, 4),
        )[0]()

    def _one(self) -> None:
        self.history.run(self._command())

    def _pair(self) -> None:
        self.history.run_both(self._command(), self._command())

    def _replay(self) -> None:
        self.history.replay(self.random.randrange(1000))

    def _time(self) -> None:
        """Clocks differ by up to ten minutes: time may go back as much."""
        self.history.world.clock.pass_time(timedelta(minutes=self.random.randint(-10, 90)))

    def _tokens(self) -> None:
        self.history.storage.dynamo.forget_tokens()

    def _day(self) -> None:
        self.history.close_day(self.random.choice(("2724", "2758")))

    def _command(self) -> Command:
        if self._only_moves:
            return self._pay_in() if self.random.random() < 0.5 else self._move()
        draw = self.random.choices(
            (self._pay_in, self._move, self._hold, self._use, self._release, self._reverse),
            (35, 30, 10, 9, 4, 12),
        )[0]
        return draw()

    def _key(self) -> str:
        self._number += 1
        return f"key-{self._number:05d}"

    def _account(self) -> int:
        return self.random.randrange(ACCOUNTS)

    def _amount(self) -> int:
        return self.random.choice((1, 7, 100, 250, 999))

    def _pay_in(self) -> Command:
        return self._moved(Move(None, self._account(), self._amount()))

    def _move(self) -> Command:
        source, target = self.random.sample(range(ACCOUNTS), 2)
        goes_to = None if self.random.random() < 0.3 else target
        return self._moved(Move(source, goes_to, self._amount()))

    def _moved(self, move: Move) -> Command:
        key = self._key()
        back = self.random.choice((0, 0, 0, 1, 3))
        return self.history.move(key, move, back)

    def _hold(self) -> Command:
        number, key = self._account(), self._key()
        self._holds.append((number, self.history.hold_id(key)))
        minutes = self.random.choice((5, 60, 600))
        return self.history.hold(key, number, self._amount(), minutes)

    def _use(self) -> Command:
        if not self._holds:
            return self._pay_in()
        number, hold_id = self.random.choice(self._holds)
        last = self.random.random() < 0.3
        key = self._key()
        move = Move(number, None, self._amount(), hold_id, last)
        return self.history.move(key, move)

    def _release(self) -> Command:
        if not self._holds:
            return self._hold()
        return self.history.release(self._key(), *self.random.choice(self._holds))

    def _reverse(self) -> Command:
        """Of an earlier command, or of one that is yet to come."""
        soon = f"key-{self._number + 2:05d}"
        earlier = f"key-{self.random.randint(1, 1 + self._number):05d}"
        of = soon if self.random.random() < 0.2 else earlier
        return self.history.reverse(self._key(), of)


@dataclass
class Report:
    histories: int = 0
    commands: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    wrong_accounts: int = 0

    def add(self, other: Report) -> None:
        self.histories += other.histories
        self.commands += other.commands
        self.faults += other.faults
        self.wrong += other.wrong
        self.wrong_accounts += other.wrong_accounts


def torture(seeds: range, spoil: Change | None = None, share: float = SHARE) -> Report:
    """Plays and checks a history per seed. `spoil` may make one naive, to test the test."""
    report = Report()
    for seed in seeds:
        history = History(seed, share, ACCOUNTS)
        if spoil:
            spoil(history)
        player = Player(seed, history, only_moves=spoil is not None)
        try:
            with impatient(Random(f"time {seed}")):
                for _ in range(STEPS):
                    player.step()
                history.check()
        except Wrong as wrong:
            report.wrong.append((seed, str(wrong)))
            report.wrong_accounts += wrong.accounts or _differing(history)
        except AssertionError as wrong:
            report.wrong.append((seed, str(wrong)[:200]))
        report.histories += 1
        report.commands += len(history.sent)
        report.faults.update(history.storage.hook.faults)
    return report


def _differing(history: History) -> int:
    """How many accounts are not the model's where a history was broken off."""
    try:
        history.check_balances()
    except Wrong as wrong:
        return wrong.accounts
    return 0
