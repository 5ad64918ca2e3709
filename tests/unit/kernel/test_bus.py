from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from nongxin.accounts.events import CashDeposited
from nongxin.kernel.bus import Bus, EventLog, NotPublished
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.events import Envelope, correlation, outbox, unread
from tests.fakes.aws import MemoryBus, MemoryS3

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def an_event(number: int = 1, kind: str = "Thing", at: datetime = NOON) -> Envelope:
    return Envelope(f"ev{number}", kind, 1, at.isoformat(), "", {"n": number})


def a_deposit(amount_fen: int = 5) -> CashDeposited:
    return CashDeposited(county="610722", account_id="ac_1", entity="2758", amount_fen=amount_fen)


def test_events_go_out_ten_at_a_time_in_order() -> None:
    bus = MemoryBus()
    Bus(bus, "name").publish([an_event(n) for n in range(23)])
    assert bus.calls == [10, 10, 3]
    assert [json.loads(e["Detail"])["id"] for e in bus.taken] == [f"ev{n}" for n in range(23)]
    assert {(e["EventBusName"], e["Source"]) for e in bus.taken} == {("name", "nongxin")}


def test_those_the_bus_refused_are_named_and_the_others_are_out() -> None:
    bus = MemoryBus()
    bus.refuses = {"Bad"}
    events = [an_event(n, "Bad" if n in (3, 12) else "Good") for n in range(15)]
    with pytest.raises(NotPublished) as told:
        Bus(bus, "name").publish(events)
    assert [e.id for e in told.value.failed] == ["ev3", "ev12"]
    assert len(bus.taken) == 13


def test_nothing_to_publish_asks_nobody() -> None:
    bus = MemoryBus()
    Bus(bus, "name").publish([])
    assert bus.calls == []


def test_the_log_gives_the_hours_of_a_window_over_pages() -> None:
    log = EventLog(MemoryS3(), "log")
    for hour in range(-2, 5):
        at = NOON + timedelta(hours=hour)
        log.keep([an_event(hour, at=at)], "batch", at)
    found = log.between(NOON + timedelta(minutes=50), NOON + timedelta(hours=2, minutes=1))
    assert [e.data["n"] for e in found] == [0, 1, 2]


def test_the_log_runs_over_days_and_years() -> None:
    log = EventLog(MemoryS3(), "log")
    times = [datetime(2026, 12, 31, 23, 30, tzinfo=UTC) + timedelta(hours=n) for n in range(3)]
    for n, at in enumerate(times):
        log.keep([an_event(n)], f"b{n}", at)
    assert [e.data["n"] for e in log.between(times[0], times[-1])] == [0, 1, 2]
    assert list(log.between(NOON - timedelta(days=9), NOON)) == []


def test_a_batch_kept_twice_is_one_object() -> None:
    s3 = MemoryS3()
    log = EventLog(s3, "log")
    for _ in range(2):
        log.keep([an_event(1), an_event(2)], "batch", NOON)
    assert [e.id for e in log.between(NOON, NOON)] == ["ev1", "ev2"]


def test_events_of_a_write_are_those_the_old_image_lacks() -> None:
    clock = FixedClock(NOON)
    first, second = outbox([a_deposit(1)], clock), outbox([a_deposit(2)], clock)
    assert [e.data["amount_fen"] for e in unread(first, None)] == [1]
    assert [e.data["amount_fen"] for e in unread(second, first)] == [2]
    assert unread(first, first) == []
    both = json.dumps(json.loads(first) + json.loads(second))
    assert [e.data["amount_fen"] for e in unread(both, first)] == [2]


@pytest.mark.parametrize("emptied", [None, "", "[]"])
def test_events_that_are_taken_away_announce_nothing(emptied: str | None) -> None:
    assert unread(emptied, outbox([a_deposit()], FixedClock(NOON))) == []


def test_an_envelope_carries_type_time_and_where_it_came_from() -> None:
    token = correlation.set("rq-7")
    (told,) = unread(outbox([a_deposit()], FixedClock(NOON)), None)
    correlation.reset(token)
    assert (told.type, told.version, told.at) == ("CashDeposited", 1, "2026-11-25T04:00:00.000Z")
    assert told.correlation == "rq-7"
    assert told.data["county"] == "610722"
