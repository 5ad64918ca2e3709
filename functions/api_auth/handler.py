"""The auth door: sign-in, sessions, step-up, first passwords, appointments, the key set.

Only appointments take an Idempotency-Key: all else here is guarded by codes and tokens that are
good once, and its answers hold secrets that must not be kept to be given again.
"""

from __future__ import annotations

from typing import Any

from api_auth import enrolments, sessions, staff, step_ups  # noqa: F401  (they hang routes on it)
from api_auth.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
