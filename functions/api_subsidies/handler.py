"""The subsidies door (惠农补贴代发): bureaus' accounts, and their payout files by two people."""

from __future__ import annotations

from typing import Any

from api_subsidies import accounts, payouts  # noqa: F401 - routes
from api_subsidies.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
