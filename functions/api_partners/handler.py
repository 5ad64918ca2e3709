"""The partners door: ops enrol platforms; platforms send webhooks and ask, signed."""

from __future__ import annotations

from typing import Any

from api_partners import (  # noqa: F401 - routes
    accounts,
    credit,
    enrolment,
    inbound,
    links,
    news,
    payouts,
)
from api_partners.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
