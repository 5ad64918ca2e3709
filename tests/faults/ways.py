"""The ways in which a call can go wrong, and what the SDK then raises."""

from __future__ import annotations

from typing import Any

from tests.fakes.aws import refusal

THROTTLED = "throttled"
FAILED = "failed"  # a fault of the service: 500, nothing done
REQUEST_LOST = "request lost"
ANSWER_LOST = "answer lost"  # done, but nobody hears of it
LATE = "late"  # given up by its sender, arrives later after all
DOUBLED = "doubled"  # the bytes arrive twice
DELAYED = "delayed"
CONFLICT = "conflict"
IN_PROGRESS = "in progress"  # the same token is being worked on

READS = (THROTTLED, FAILED, REQUEST_LOST, ANSWER_LOST)
WRITES = (*READS, LATE, DOUBLED, CONFLICT)
TRANSACTIONS = (*WRITES, IN_PROGRESS)


def ways(operation: str) -> tuple[str, ...]:
    return {"put_item": WRITES, "transact_write_items": TRANSACTIONS}.get(operation, READS)


def conflict(ask: dict[str, Any]) -> Exception:
    """What a service says that found another transaction on one of the items."""
    if "TransactItems" not in ask:
        return refusal("TransactionConflictException", "PutItem")
    error = refusal("TransactionCanceledException", "TransactWriteItems")
    reasons = [{"Code": "None"} for _ in ask["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict"}
    error.response["CancellationReasons"] = reasons  # type: ignore[typeddict-unknown-key]
    return error


def answer(way: str, ask: dict[str, Any]) -> Exception | None:
    """What the caller hears at once where nothing is done; None for the other ways."""
    if way == THROTTLED:
        return refusal("ProvisionedThroughputExceededException")
    if way == FAILED:
        return refusal("InternalServerError", status=500)
    if way == IN_PROGRESS:
        return refusal("TransactionInProgressException")
    return conflict(ask) if way == CONFLICT else None
