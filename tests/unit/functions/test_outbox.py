"""What records announced goes to bus and log, whatever the stream brings; a window goes
out again.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from job_republish.handler import BadWindow
from job_republish.handler import handler as republish
from nongxin.kernel.clock import stamp
from nongxin.kernel.events import Envelope
from stream_outbox.handler import handler
from tests.fakes.parts import MORNING, FakeParts


def an_event(number: int, kind: str = "Thing", minutes: float = 0) -> dict[str, Any]:
    at = stamp(MORNING + timedelta(minutes=minutes))
    return asdict(Envelope(f"ev{number}", kind, 1, at, "rq", {"n": number}))


def a_record(new: Any, old: Any = None, name: str = "MODIFY", number: int = 1) -> dict[str, Any]:
    images: dict[str, Any] = {"Keys": {"pk": {"S": "x"}}, "SequenceNumber": str(number)}
    for which, told in (("NewImage", new), ("OldImage", old)):
        if told is not None:
            text = told if isinstance(told, str) else json.dumps([list(e.values()) for e in told])
            images[which] = {"events": {"S": text}}
    arn = "arn:aws:dynamodb:r:1:table/nongxin-test-lending-south/stream/x"
    return {"eventName": name, "dynamodb": images, "eventSourceARN": arn}


def send(*records: dict[str, Any]) -> None:
    assert handler({"Records": list(records)}, None) == {"batchItemFailures": []}


def test_new_events_of_a_batch_go_out(p: FakeParts) -> None:
    one, two = [an_event(1)], [an_event(2)]
    send(a_record(one, name="INSERT"), a_record(two, one), a_record(two, two), a_record([], two))
    told = [json.loads(e["Detail"])["id"] for e in p.services.bus.taken]
    assert told == ["ev1", "ev2"]
    assert len(p.services.s3.objects) == 1


def test_removed_records_and_records_without_events_say_nothing(p: FakeParts) -> None:
    plain = {"eventName": "INSERT", "dynamodb": {"Keys": {}, "NewImage": {"pk": {"S": "x"}}}}
    send(a_record(None, [an_event(1)], name="REMOVE"), plain)
    assert p.services.bus.taken == []
    assert p.services.s3.objects == {}


def test_the_same_batch_again_is_told_again_and_logged_once(p: FakeParts) -> None:
    for _ in range(2):
        send(a_record([an_event(1)]))
    assert p.services.bus.types() == ["Thing", "Thing"]
    assert len(p.services.s3.objects) == 1


@pytest.mark.parametrize("bad", ["{", "[1]", '[["x"]]', '[{"id": "x"}]'])
def test_an_unreadable_record_is_set_aside_and_the_others_go_out(p: FakeParts, bad: str) -> None:
    send(a_record(bad), a_record([an_event(2)]))
    assert p.services.bus.types() == ["Thing"]
    assert [m["why"] for m in p.services.queue.messages] == ["unreadable"]


def test_what_the_bus_refuses_is_set_aside_whole(p: FakeParts) -> None:
    p.services.bus.refuses = {"Bad"}
    send(a_record([an_event(1, "Bad"), an_event(2)]))
    assert p.services.bus.types() == ["Thing"]
    (message,) = p.services.queue.messages
    assert message == {"event": an_event(1, "Bad"), "why": "not published"}


def log(p: FakeParts, *events: dict[str, Any], minutes_later: float = 0) -> None:
    at = MORNING + timedelta(minutes=minutes_later)
    p.event_log.keep([Envelope(**e) for e in events], f"batch{minutes_later}", at)


def window(start: float, end: float) -> dict[str, Any]:
    """Minutes after ten o'clock."""
    times = [stamp(MORNING + timedelta(minutes=m)) for m in (start, end)]
    return dict(zip(("from", "to"), times, strict=True))


def republished(p: FakeParts) -> list[int]:
    return [json.loads(e["Detail"])["data"]["n"] for e in p.services.bus.taken]


def test_a_window_goes_out_again_with_both_its_ends(p: FakeParts) -> None:
    log(p, *(an_event(n, minutes=n) for n in range(5)))
    assert republish(window(1, 3), None) == {"published": 3}
    assert republished(p) == [1, 2, 3]


def test_what_was_logged_late_belongs_to_the_window_of_its_time(p: FakeParts) -> None:
    log(p, an_event(1, minutes=59.9), minutes_later=60.1)
    log(p, an_event(2, minutes=59), minutes_later=23 * 60)
    assert republish(window(50, 59.95), None) == {"published": 2}


def test_a_window_of_some_types(p: FakeParts) -> None:
    log(p, an_event(1, "One"), an_event(2, "Two"))
    assert republish(window(0, 1) | {"types": ["Two"]}, None) == {"published": 1}
    assert republished(p) == [2]


@pytest.mark.parametrize(
    "told",
    [{}, {"from": 1, "to": 2}, {"from": "x", "to": "y"}, window(1, 0), window(0, 36 * 24 * 60),
     {"from": "2026-11-25T02:00:00", "to": "2026-11-25T03:00:00"}],
)  # fmt: skip
def test_what_is_no_window(p: FakeParts, told: dict[str, Any]) -> None:
    with pytest.raises(BadWindow):
        republish(told, None)
