"""Logs: one JSON line, allow-listed fields only. A field that is not listed is dropped, not
masked.
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from nongxin.kernel.events import correlation

# Ids, codes, counts and times. Nothing that a person typed and nothing about a person.
ALLOWED = frozenset(
    {
        "application_id", "attempt", "code", "county", "count", "door", "duration_ms", "entity",
        "error", "event_id", "event_type", "execution", "failed", "kind", "loan_id",
        "outcome", "partner", "principal",
        "replayed", "role", "route", "shard", "state", "status", "table",
        "where",
    }
)  # fmt: skip

# `location` would name this file in every line; a fault's own place is told as `where`. The service
# is the function's name (POWERTOOLS_SERVICE_NAME).
_logger = Logger(location=None)


def say(message: str, **fields: Any) -> None:
    """An ordinary line."""
    _logger.info(message, extra=_told(fields))


def warn(message: str, **fields: Any) -> None:
    """Something that a person should look at when it repeats."""
    _logger.warning(message, extra=_told(fields))


def bug(message: str, error: BaseException, **fields: Any) -> None:
    """A fault of ours: where it happened, never with which values."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    _logger.error(
        message,
        extra=_told(fields | {"error": type(error).__name__, "where": where}),
    )


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in fields.items() if name in ALLOWED}
    return told | {"correlation_id": correlation.get()}
