"""One history of money under faults: commands, what the model says of each, what the books say.

Each command is sent until it is answered. Then the model must have known the answer, done or
refused by that name, and every account must be the model's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from nongxin.kernel import commands, commit
from nongxin.kernel.commands import Done
from nongxin.kernel.errors import Busy, KeyReused, Problem
from nongxin.ledger.place_hold import HoldOver
from tests.builders.books import TODAY, LedgerWorld, Move, check_books, entity_at, key_of
from tests.builders.days import Closing
from tests.faults.memory import FaultyStorage
from tests.faults.model import NO_HOLD, NO_MONEY, NONE, Model, ModelHold, Posted, Refusals

ENTITIES = ("2724", "2758")
TRIES = 400
DAY = timedelta(days=1)


class Wrong(AssertionError):
    """The books are not what the model says. `accounts` are those that differ."""

    def __init__(self, what: str, accounts: int = 0) -> None:
        self.accounts = accounts
        super().__init__(what)


@dataclass(frozen=True)
class Command:
    """`refuses` asks the model, `done` tells it. `again`: other content under the same key."""

    key: str
    send: Callable[[], Done]
    refuses: Callable[[], Refusals]
    done: Callable[[Done], None]
    again: Callable[[], Done] | None = None


@contextmanager
def impatient(random: Random) -> Iterator[None]:
    """No real pauses; now and then the time is over in the middle of a command."""

    def sleep(_: float) -> None:
        if random.random() < 0.2:
            raise Busy()

    kept = commands.time, commit.time
    fake: Any = SimpleNamespace(sleep=sleep)
    commands.time = commit.time = fake
    try:
        yield
    finally:
        commands.time, commit.time = kept


class History:
    def __init__(self, seed: int, share: float, accounts: int = 4) -> None:
        self.storage = FaultyStorage(seed, share=0)
        self.world = LedgerWorld(self.storage)
        self.closing = Closing(self.world)
        self.closing.open(TODAY, *ENTITIES)
        for number in range(accounts):
            self.world.open(number)
        self.model = Model(accounts)
        self.days = dict.fromkeys(ENTITIES, TODAY)
        self.sealed: list[tuple[str, date]] = []
        self.sent: list[tuple[Command, Done]] = []
        self.storage.hook.share = share
        self.share = share

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def move(self, key: str, move: Move, back_days: int = 0) -> Command:
        day = min(self.days.values())
        day = max(day - back_days * DAY, TODAY - 30 * DAY)
        ends = ((move.source, -1), (move.target, 1))
        changes = {n: sign * move.amount_fen for n, sign in ends if n is not None}
        day = self._value_date(changes, day, back_days)
        other = Move(move.source, move.target, move.amount_fen + 1, move.hold, move.last)
        return Command(
            key,
            lambda: self.world.move(move, key, day),
            lambda: self.model.refuses_post(key, changes, day, self.now, move.hold),
            lambda _: self.model.post(
                key, Posted(changes, day), self.now, move.hold, last=move.last
            ),
            lambda: self.world.move(other, key, day),
        )

    def _value_date(self, changes: dict[int, int], day: date, back_days: int) -> date:
        """The entities may stand on different days: the earlier one is everybody's value date."""
        days = [self.days[entity_at(number)] for number in changes]
        return min(days) if not back_days else min(day, *days)

    def hold(self, key: str, number: int, amount_fen: int, minutes: int) -> Command:
        ends_at = self.now.replace(microsecond=0) + timedelta(minutes=minutes)
        account = self.model.accounts[number]

        def refuses() -> Refusals:
            if account.time(self.now) >= ends_at:
                return (HoldOver,)
            short = account.balance_fen - account.held_fen(self.now) < amount_fen
            return NO_MONEY if short else NONE

        def done(answer: Done) -> None:
            account.touch(self.now)
            account.holds[str(answer.answer["hold_id"])] = ModelHold(amount_fen, ends_at)
            self.model.posted[key] = None

        return Command(
            key, lambda: self.world.hold(number, amount_fen, key, ends_at), refuses, done
        )

    def release(self, key: str, number: int, hold_id: str) -> Command:
        account = self.model.accounts[number]

        def done(_: Done) -> None:
            account.touch(self.now)
            del account.holds[hold_id]
            self.model.posted[key] = None

        def refuses() -> Refusals:
            return NONE if hold_id in account.active(self.now) else NO_HOLD

        return Command(key, lambda: self.world.release(number, hold_id, key), refuses, done)

    def hold_id(self, key: str) -> str:
        """The id that a hold under a key has, or would have had."""
        return key_of(key).digest[:16]

    def reverse(self, key: str, of: str) -> Command:
        posted = self.model.posted.get(of)
        day = posted.day if posted else TODAY
        return Command(
            key,
            lambda: self.world.reverse(key_of(of), key),
            lambda: self.model.refuses_reversal(of, day, self.now),
            lambda _: self.model.reverse(key, of, day, self.now),
        )

    def run(self, command: Command) -> None:
        """Until it is answered; the model knows the answer."""
        self._judge(command, insist(command.send))

    def run_both(self, first: Command, second: Command) -> None:
        """The second comes in just before the first one's write, or after it if it
        writes nothing.
        """
        ran: list[Done | Problem] = []

        def race() -> None:
            ran.append(insist(second.send))
            self._judge(second, ran[0])

        self.storage.dynamo.before_write = race
        answer = insist(first.send)
        self._judge(first, answer)
        self.storage.dynamo.before_write = None
        if not ran:
            self.run(second)

    def replay(self, number: int) -> None:
        """Any earlier command again: the same answer; with other content: refused."""
        if not self.sent:
            return
        command, first = self.sent[number % len(self.sent)]
        again = insist(command.send)
        if not isinstance(again, Done) or not again.replayed or again.answer != first.answer:
            raise Wrong(f"{command.key} was {first}, then {again!r}")
        if command.again and not isinstance(insist(command.again), KeyReused):
            raise Wrong(f"{command.key} took other content")

    def close_day(self, entity: str) -> None:
        day = self.days[entity]
        while day > self.world.clock.today():
            self.world.clock.pass_time(DAY)
        answer = insist(lambda: self._closed(day, entity))
        if isinstance(answer, Problem):
            raise Wrong(f"{entity} {day}: {answer!r}")
        self.days[entity] = day + DAY
        self.sealed.append((entity, day))

    def _closed(self, day: date, entity: str) -> Done:
        self.closing.close(day, entity)
        return Done({}, replayed=False)

    def _judge(self, command: Command, answer: Done | Problem) -> None:
        expected = command.refuses()
        if isinstance(answer, Problem):
            if not isinstance(answer, expected):
                raise Wrong(f"{command.key}: {answer!r}, the model says {expected or 'done'}")
            return
        if expected:
            raise Wrong(f"{command.key}: done, the model says {expected}")
        if command.key in self.model.posted:
            raise Wrong(f"{command.key}: done twice")
        command.done(answer)
        self.sent.append((command, answer))

    def check(self) -> None:
        """Raises Wrong. Late requests arrive first; the checks themselves are not disturbed."""
        hook = self.storage.hook
        hook.share = 0
        hook.let_arrive()
        wrong = [n for n, each in enumerate(self.model.accounts) if self._tells(n) != _of(each)]
        if wrong:
            told = {n: (self._tells(n), _of(self.model.accounts[n])) for n in wrong}
            raise Wrong(f"books and model: {told}", len(wrong))
        rows = [i for i in self.storage.items("ledger") if i["sk"]["S"] == "KEY"]
        if len(rows) != len(self.model.posted) + len(self.model.voided):
            raise Wrong(f"{len(rows)} journal rows, {len(self.model.posted)} commands")
        check_books(self.storage)
        for entity in ENTITIES:
            breaks = self.closing.trial(self.days[entity], entity).breaks
            if breaks:
                raise Wrong(f"{entity}: {breaks}")
        for entity, day in self.sealed:
            found = self.closing.verify(day, entity)
            if found:
                raise Wrong(f"{entity} {day}: {found}")
        hook.share = self.share

    def _tells(self, number: int) -> tuple[int, int]:
        return self.world.balance(number), len(self.world.entries_of(number))


def insist(send: Callable[[], Done]) -> Done | Problem:
    """Sends until it is answered, as a client that keeps its key may."""
    for _ in range(TRIES):
        try:
            return send()
        except Busy:
            continue
        except Problem as refusal:
            return refusal
    raise Wrong(f"no answer after {TRIES} tries")


def _of(account: Any) -> tuple[int, int]:
    return account.balance_fen, account.entries
