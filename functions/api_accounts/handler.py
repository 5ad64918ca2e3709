"""The accounts door: accounts, transfers, statements, each family of routes in its file."""

from __future__ import annotations

from typing import Any

from api_accounts import (  # noqa: F401 - routes
    accounts,
    deposits,
    findings,
    holds,
    interbank,
    measures,
    statements,
    suspense,
    transfers,
)
from api_accounts.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
