"""The stations door: shops, their terminals and keys."""

from __future__ import annotations

from typing import Any

from api_stations import operators, places, stations, terminals  # noqa: F401 - routes
from api_stations.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
