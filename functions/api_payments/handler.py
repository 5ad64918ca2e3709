"""The payments door: what terminals ask for, sign and look after by their own numbers."""

from __future__ import annotations

from typing import Any

from api_payments import bills, held_cards, payments, served  # noqa: F401 - routes
from api_payments.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
