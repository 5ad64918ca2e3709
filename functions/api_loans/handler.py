"""The loans door: products, applications, contracts, opinions and loans, each family in
its file.
"""

from __future__ import annotations

from typing import Any

from api_loans import (  # noqa: F401 - routes
    adjustments,
    applications,
    care,
    claims,
    contract,
    credit_batches,
    intakes,
    loans,
    officers,
    preapprovals,
    servicing,
)
from api_loans.door import app

__all__ = ["app", "handler"]


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
