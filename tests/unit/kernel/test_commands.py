"""A command is done once per key: repeated, at once, late, or after its record changed
meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as but
from threading import Barrier

import pytest
from pynamodb.attributes import NumberAttribute

from nongxin.kernel import deadline
from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint, keys_in, perform
from nongxin.kernel.errors import Busy, Conflict, KeyReused
from nongxin.kernel.records import Record, StaleRecord, create, replace
from tests.fakes.faults import conflict
from tests.fakes.storage import MemoryStorage

KEY = CommandKey("lending.count", "pn_1", "610722", "key-00001", fingerprint({"n": 1}))


class Counter(Record):
    context = "lending"
    count = NumberAttribute(default=0)


class Over(Conflict):
    code = "over"


class Counting:
    """A use case that raises a counter by one, up to a limit."""

    def __init__(self, limit: int = 10**6) -> None:
        self.storage = MemoryStorage()
        self.storage.commit(create(Counter("610722#C", "COUNTER")))
        self.limit = limit
        self.acted = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def act(self) -> Outcome:
        self.acted += 1
        found = self._read()
        self.meanwhile()
        if found.count >= self.limit:
            raise Over()
        found.count = int(found.count) + 1
        return Outcome({"中": int(found.count)}, [replace(found)])

    def do(self, key: CommandKey = KEY) -> Done:
        return perform(self.act, key, keys_in("lending"), self.storage)

    @property
    def count(self) -> int:
        return int(self._read().count)

    def _read(self) -> Counter:
        found = self.storage.get(Counter, "610722#C", "COUNTER")
        assert found is not None
        return found


def test_the_same_key_gets_the_same_answer() -> None:
    world = Counting()
    first, other = world.do(), world.do(but(KEY, client_key="key-00002"))
    again = world.do()
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.answer, other.answer) == (first.answer, {"中": 2})
    assert world.count == 2


def test_the_same_key_with_other_content_is_refused() -> None:
    world = Counting()
    world.do()
    with pytest.raises(KeyReused):
        world.do(but(KEY, fingerprint=fingerprint({"n": 2})))
    assert world.count == 1


@pytest.mark.parametrize(
    "other",
    [but(KEY, operation="lending.other"), but(KEY, principal="pn_2"), but(KEY, county="610425")],
)
def test_a_key_means_nothing_elsewhere(other: CommandKey) -> None:
    world = Counting()
    world.do()
    assert not world.do(other).replayed
    assert world.count == 2


def test_the_parts_of_a_key_cannot_be_shifted_into_one_another() -> None:
    assert (
        but(KEY, operation="a", principal="bc").digest
        != but(KEY, operation="ab", principal="c").digest
    )


def test_a_refusal_after_ones_own_first_run_is_the_first_answer() -> None:
    world = Counting(limit=1)
    first = world.do()
    assert world.do() == Done(first.answer, replayed=True)
    with pytest.raises(Over):
        world.do(but(KEY, client_key="key-00002"))


def test_a_refused_command_keeps_no_key() -> None:
    world = Counting(limit=0)
    with pytest.raises(Over):
        world.do()
    world.limit = 1
    assert world.do().replayed is False


def test_a_record_that_changed_meanwhile_is_read_again() -> None:
    world = Counting()
    intruder = but(KEY, client_key="key-00002")

    def intrude() -> None:
        world.meanwhile = lambda: None
        world.do(intruder)

    world.meanwhile = intrude
    assert world.do().answer == {"中": 2}
    assert world.count == 2
    assert world.acted == 3


def test_what_was_read_before_and_after_another_write_is_read_again() -> None:
    world = Counting()
    told: list[Exception] = [StaleRecord()]

    def act() -> Outcome:
        if told:
            raise told.pop()
        return world.act()

    assert perform(act, KEY, keys_in("lending"), world.storage).answer == {"中": 1}
    with deadline.within(0.1), pytest.raises(Busy):
        perform(_stale, but(KEY, client_key="key-00002"), keys_in("lending"), world.storage)


def _stale() -> Outcome:
    raise StaleRecord()


def test_a_record_that_always_changes_is_busy_at_the_deadline() -> None:
    world = Counting()

    def touch() -> None:
        world.storage.commit(replace(world._read()))

    world.meanwhile = touch
    with deadline.within(0.1), pytest.raises(Busy):
        world.do()
    world.meanwhile = lambda: None
    assert world.do().replayed is False


def test_an_answer_lost_before_the_caller_is_the_same_answer_later() -> None:
    world = Counting()
    world.storage.dynamo.failures = [conflict({"TransactItems": [{}, {}]})] * 3
    first = world.do()
    assert world.do().answer == first.answer


def test_one_key_from_many_threads_at_once_has_one_effect() -> None:
    world, start = Counting(), Barrier(8)

    def go(_: int) -> Done:
        start.wait()
        return world.do()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(go, range(8)))
    assert world.count == 1
    assert [d.replayed for d in done].count(False) == 1
    assert {d.answer["中"] for d in done} == {1}


def test_fingerprints_know_content_not_spelling() -> None:
    assert fingerprint({"a": 1, "b": "中"}) == fingerprint({"b": "中", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint("\ud800") != fingerprint("\ud801")
