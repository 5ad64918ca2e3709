"""The settlements door (日终清算): differences, partners' days, stations' commissions."""

from __future__ import annotations

from typing import Any

from api_settlements import settlements  # noqa: F401 - routes
from api_settlements.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
