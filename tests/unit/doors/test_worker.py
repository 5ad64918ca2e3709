from __future__ import annotations

import json
from typing import Any

import pytest

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy
from nongxin.kernel.events import Envelope, correlation
from nongxin.kernel.worker import TaskFault, take_batch, take_task


def message(number: int, body: str | None = None) -> dict[str, Any]:
    detail = {"id": f"ev{number}", "type": "T", "version": 1, "at": "",
              "correlation": f"rq-{number}",
              "data": {"n": number}}  # fmt: skip
    return {"messageId": f"m{number}", "body": body or json.dumps({"detail": detail})}


def test_a_message_that_fails_is_named_and_the_others_are_done() -> None:
    done: list[int] = []

    def handle(told: Envelope) -> None:
        if told.data["n"] in (2, 5):
            raise Busy()
        done.append(told.data["n"])

    batch = {"Records": [message(n) for n in range(8)] + [message(8, "{")]}
    answer = take_batch(batch, handle)
    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == ["m2", "m5", "m8"]
    assert done == [0, 1, 3, 4, 6, 7]


def test_a_message_brings_its_correlation_and_has_a_deadline() -> None:
    seen: list[tuple[str, bool]] = []
    take_batch(
        {"Records": [message(1), message(2)]},
        lambda told: seen.append((correlation.get(), deadline.remaining() > deadline.DOOR_SECONDS)),
    )
    assert seen == [("rq-1", True), ("rq-2", True)]


def a_task(**told: Any) -> dict[str, Any]:
    return {"state": "Decide", "application_id": "ap_1", "attempt": 1, "input": told}


def test_a_task_answers_its_outcome_and_raises_what_may_be_tried_again() -> None:
    assert take_task(a_task(correlation="rq-9"), lambda _: {"outcome": correlation.get()}) == {
        "outcome": "rq-9"
    }

    def fail(_: Any) -> Any:
        raise Busy()

    with pytest.raises(Busy):
        take_task(a_task(), fail)


def test_a_run_keeps_nothing_of_a_faults_own_text() -> None:
    def fail(_: Any) -> Any:
        return {}["13812345678"]

    with pytest.raises(TaskFault) as told:
        take_task(a_task(), fail)
    assert "13812345678" not in str(told.value)
    assert told.value.__suppress_context__
