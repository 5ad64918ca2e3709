"""The shape of the load over hours, days and months (assumed curves on found anchors)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nongxin.catalog.reading import document


@lru_cache(maxsize=1)
def load_shape() -> dict[str, Any]:
    """`load_shape.json` whole: shares by hour, week day and month, events, and derived rates."""
    shape: dict[str, Any] = document("load_shape.json")
    for curve in ("hour_share_terminal", "hour_share_online_loan"):
        if len(shape[curve]) != 24:
            raise ValueError(f"load_shape.json: {curve} needs 24 hours")
    return shape
