"""The edge of workers: queue batches with partial failures, workflow tasks, and what follows them
around.

A queue door takes each message by itself: one that fails is reported and comes again, the others
are done. A task's business outcome is its answer; whatever it raises means "try again", and is
told by the name of a problem or as TaskFault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from nongxin.kernel import deadline, log
from nongxin.kernel.errors import Problem
from nongxin.kernel.events import Envelope, correlation

FAULT = "a fault of ours: see the log under the run's correlation id"
_QUEUE_MESSAGE_SECONDS = 20
_TASK_SECONDS = 50


class TaskFault(Exception):
    """What the engine hears, and keeps in a run's history, of a fault: nothing of its own text."""


def take_batch(event: dict[str, Any], handle: Callable[[Envelope], None]) -> dict[str, Any]:
    """An SQS batch of bus events; answers the messages that must come again."""
    failed = [r["messageId"] for r in event["Records"] if not _took(r, handle)]
    log.say("batch", count=len(event["Records"]), failed=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _took(record: dict[str, Any], handle: Callable[[Envelope], None]) -> bool:
    try:
        with deadline.within(_QUEUE_MESSAGE_SECONDS):
            told = Envelope(**json.loads(record["body"])["detail"])
            correlation.set(told.correlation)
            handle(told)
    except Exception as error:
        log.bug("message", error)
        return False
    return True


def take_task(
    event: dict[str, Any], handle: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """One state of a workflow: logs it under the application's correlation id."""
    correlation.set(str(event["input"].get("correlation", "")))
    told = {"application_id": event["application_id"], "state": event["state"]}
    try:
        with deadline.within(_TASK_SECONDS):
            answer = handle(event)
    except Problem as problem:
        log.warn("task", code=problem.code, **told)
        raise
    except Exception as error:
        log.bug("task", error, **told)
        raise TaskFault(FAULT) from None
    log.say("task", outcome=answer.get("outcome", ""), attempt=event["attempt"], **told)
    return answer
