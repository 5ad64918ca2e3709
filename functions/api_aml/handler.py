"""The anti-money-laundering door (反洗钱): flags, and their review. No customer's role opens it."""

from __future__ import annotations

from typing import Any

from api_aml import flags, reviews  # noqa: F401 - routes
from api_aml.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
