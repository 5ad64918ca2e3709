"""One history of money under faults: commands, what the model says of each, what the books say.

Each command is sent until it is answered. Then the model must have known the answer, done or
refused by that name, and every account must be the model's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from nongxin.kernel.commands import Done, ReversedBefore
from nongxin.kernel.errors import Busy, KeyReused, Problem
from nongxin.ledger.place_hold import HoldOver
from nongxin.ledger.store import AlreadyOpened
from tests.builders.books import TODAY, LedgerWorld, Move, check_books, entity_at, key_of
from tests.builders.days import Closing
from tests.faults.insisting import TRIES, Wrong, insist
from tests.faults.memory import FaultyStorage
from tests.faults.model import (
    NO_HOLD,
    NO_MONEY,
    NONE,
    Model,
    ModelAccount,
    ModelHold,
    Posted,
    Refusals,
)

ENTITIES = ("2724", "2758")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Command:
    """`refuses` asks the model, `done` tells it. `again`: other content under the same key."""

    key: str
    send: Callable[[], Done]
    refuses: Callable[[], Refusals]
    done: Callable[[Done], None]
    again: Callable[[], Done] | None = None


class History:
    def __init__(self, seed: int, share: float, accounts: int = 4) -> None:
        self.storage = FaultyStorage(seed, share=0)
        self.world = LedgerWorld(self.storage)
        self.closing = Closing(self.world)
        self.closing.open(TODAY, *ENTITIES)
        for number in range(accounts):
            self.world.open(number)
        self.world.work_in(2)
        self.model = Model(accounts, self.now)
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
            lambda: self.model.refuses_post(changes, day, self.now, move.hold),
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

        def refuses() -> Refusals:
            account = self.model.accounts[number]
            if account.time(self.now) >= ends_at:
                return (HoldOver,)
            short = account.balance_fen - account.held_fen(self.now) < amount_fen
            return NO_MONEY if short else NONE

        def done(answer: Done) -> None:
            account = self.model.accounts[number]
            account.touch(self.now)
            account.holds[str(answer.answer["hold_id"])] = ModelHold(amount_fen, ends_at)
            self.model.posted[key] = None

        return Command(
            key, lambda: self.world.hold(number, amount_fen, key, ends_at), refuses, done
        )

    def release(self, key: str, number: int, hold_id: str) -> Command:
        def done(_: Done) -> None:
            account = self.model.accounts[number]
            account.touch(self.now)
            del account.holds[hold_id]
            self.model.posted[key] = None

        def refuses() -> Refusals:
            active = self.model.accounts[number].active(self.now)
            return NONE if hold_id in active else NO_HOLD

        return Command(key, lambda: self.world.release(number, hold_id, key), refuses, done)

    def hold_id(self, key: str) -> str:
        """The id that a hold under a key has, or would have had."""
        return key_of(key).digest[:16]

    def reverse(self, key: str, of: str) -> Command:
        def day() -> date:
            posted = self.model.posted.get(of)
            return posted.day if posted else TODAY

        return Command(
            key,
            lambda: self.world.reverse(key_of(of), key),
            lambda: self.model.refuses_reversal(key, of, day(), self.now),
            lambda _: self.model.reverse(key, of, day(), self.now),
        )

    def run(self, command: Command) -> None:
        """Until it is answered; the model knows the answer."""
        self._judge(command, insist(command.send))

    def run_both(self, first: Command, second: Command) -> None:
        """The second comes in just before the first one's write, or after it if it
        writes nothing.
        """
        ran: list[Done | Problem] = []
        self.storage.dynamo.before_write = lambda: ran.append(insist(second.send))
        answer = insist(first.send)
        self.storage.dynamo.before_write = None
        if not ran:
            self._judge(first, answer)
            self.run(second)
            return
        self._judge_either_way((second, ran[0]), (first, answer))

    def _judge_either_way(self, *answers: tuple[Command, Done | Problem]) -> None:
        """Of two at once either may have been the first: a late request of one can arrive early."""
        before = copy.deepcopy(self.model), list(self.sent)
        try:
            for command, answer in answers:
                self._judge(command, answer)
        except Wrong:
            self.model, self.sent = before
            for command, answer in reversed(answers):
                self._judge(command, answer)

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
        self.storage.hook.share = self.share / 4  # it makes some hundred reads, one by one
        answer = insist(lambda: self._closed(day, entity))
        self.storage.hook.share = self.share
        if isinstance(answer, Problem):
            raise Wrong(f"{entity} {day}: {answer!r}")
        self.days[entity] = day + DAY
        self.sealed.append((entity, day))

    def _closed(self, day: date, entity: str) -> Done:
        self.closing.close(day, entity)
        return Done({}, replayed=False)

    def _judge(self, command: Command, answer: Done | Problem) -> None:
        is_void = command.key in self.model.voided
        expected: Refusals = (ReversedBefore,) if is_void else command.refuses()
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
        self.check_balances()
        hook.share = 0
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

    def check_balances(self) -> None:
        """Balance and number of entries of every account."""
        self.storage.hook.share = 0
        tell = {n: (self._tells(n), _of(each)) for n, each in enumerate(self.model.accounts)}
        wrong = {number: told for number, told in tell.items() if told[0] != told[1]}
        self.storage.hook.share = self.share
        if wrong:
            raise Wrong(f"books and model: {wrong}", len(wrong))

    def open(self) -> None:
        """One account more."""
        number = len(self.model.accounts)
        at = self.now
        for _ in range(TRIES):
            try:
                self.world.open(number)
                break
            except Busy:
                continue
            except AlreadyOpened:
                break  # by an earlier try of ours
        self.model.accounts.append(ModelAccount(at))

    def _tells(self, number: int) -> tuple[int, int]:
        return self.world.balance(number), len(self.world.entries_of(number))


def _of(account: Any) -> tuple[int, int]:
    return account.balance_fen, account.entries
