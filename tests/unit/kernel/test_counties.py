from __future__ import annotations

from types import SimpleNamespace

import pytest

from nongxin.kernel import counties
from nongxin.kernel.aws import Breaker
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.counties import LEASE_SECONDS, CountyNotServed, CountyRouter, Placement
from nongxin.kernel.directory import BusinessDateRecord
from nongxin.kernel.errors import Busy

SHIPPED = {"610722": "south", "610425": "north"}


class Time:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    for module in ("counties", "calendar", "aws"):
        monkeypatch.setattr(f"nongxin.kernel.{module}.time", moved)
    return moved


class Moves:
    def __init__(self) -> None:
        self.now: dict[str, Placement] = {}
        self.reads = 0

    def read(self) -> dict[str, Placement]:
        self.reads += 1
        return dict(self.now)


def test_the_shipped_map_holds_where_nothing_moved() -> None:
    router = CountyRouter(SHIPPED, dict)
    assert (router.shard("610722"), router.shard_to_write("610425")) == ("south", "north")
    assert router.shards() == ["north", "south"]


@pytest.mark.parametrize("county", ["110101", "", "6107", "٦١٠٧٢٢"])
def test_an_unknown_county_is_not_served(county: str) -> None:
    router = CountyRouter(SHIPPED, dict)
    for route in (router.shard, router.shard_to_write):
        with pytest.raises(CountyNotServed):
            route(county)


def test_moves_are_read_once_a_lease(time: Time) -> None:
    moves = Moves()
    router = CountyRouter(SHIPPED, moves.read)
    router.shard("610722")
    moves.now["610722"] = Placement("hot", moving=True)
    time.now += LEASE_SECONDS - 0.1
    assert router.shard_to_write("610722") == "south"
    time.now += 0.2
    with pytest.raises(Busy):
        router.shard_to_write("610722")
    assert moves.reads == 2


def test_a_county_on_the_move_can_be_read_and_not_written(time: Time) -> None:
    moves = Moves()
    moves.now["610722"] = Placement("south", moving=True)
    router = CountyRouter(SHIPPED, moves.read)
    assert router.shard("610722") == "south"
    with pytest.raises(Busy):
        router.shard_to_write("610722")
    moves.now["610722"] = Placement("hot")
    time.now += LEASE_SECONDS
    assert router.shard_to_write("610722") == "hot"
    assert router.shards() == ["hot", "north", "south"]


def test_a_lease_that_ran_out_is_not_used_when_the_map_cannot_be_read(time: Time) -> None:
    answers: list[object] = [{}, Busy()]

    def read() -> dict[str, Placement]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {}

    router = CountyRouter(SHIPPED, read)
    router.shard("610722")
    time.now += LEASE_SECONDS
    with pytest.raises(Busy):
        router.shard_to_write("610722")


def test_a_business_date_is_read_once_a_lease(time: Time) -> None:
    from datetime import date

    rows = [
        BusinessDateRecord("ENTITY#2758", "BUSINESS_DATE", business_date=f"2026-11-{day}")
        for day in (24, 25)
    ]
    directory = SimpleNamespace(business_date=lambda entity: rows.pop(0))
    calendar = BusinessCalendar(directory, SimpleNamespace())  # type: ignore[arg-type]
    assert calendar.business_date("2758") == calendar.business_date("2758") == date(2026, 11, 24)
    time.now += counties.LEASE_SECONDS
    assert calendar.business_date("2758") == date(2026, 11, 25)
    assert calendar.date_before("2758") == date(2026, 11, 24)


def test_a_breaker_opens_after_failures_in_a_row_and_lets_one_try(time: Time) -> None:
    breaker = Breaker()
    for _ in range(Breaker.FAILURES_TO_OPEN):
        breaker.check()
        breaker.failed()
    with pytest.raises(Busy):
        breaker.check()
    time.now += Breaker.OPEN_SECONDS
    breaker.check()
    with pytest.raises(Busy):
        breaker.check()


def test_a_breaker_closes_by_a_success_and_opens_again_by_a_failure(time: Time) -> None:
    breaker = Breaker()
    for _ in range(Breaker.FAILURES_TO_OPEN):
        breaker.failed()
    time.now += Breaker.OPEN_SECONDS
    breaker.check()
    breaker.failed()
    with pytest.raises(Busy):
        breaker.check()
    time.now += Breaker.OPEN_SECONDS
    breaker.check()
    breaker.succeeded()
    breaker.check()
    breaker.check()


def test_failures_with_a_success_between_never_open_it() -> None:
    breaker = Breaker()
    for _ in range(3 * Breaker.FAILURES_TO_OPEN):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    breaker.check()
