"""The archives door: capture, review, approval, tablets, look-ups, each family in its file."""

from __future__ import annotations

from typing import Any

from api_archives import capture, files, lookup, reviews, steps, sync  # noqa: F401 - routes
from api_archives.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
