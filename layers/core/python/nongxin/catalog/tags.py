"""Tags that staff may give a customer (客户标签), as rows (assumed)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class CustomerTag(NamedTuple):
    code: str
    name_zh: str
    name_en: str


@lru_cache(maxsize=1)
def customer_tags() -> Mapping[str, CustomerTag]:
    """By code."""
    return {
        row.text("code"): CustomerTag(row.text("code"), row.text("name_zh"), row.text("name_en"))
        for row in rows("customer_tags.csv")
    }
