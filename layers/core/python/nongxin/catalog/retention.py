"""How long each category of personal data is kept after the last business, as rows."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Retention(NamedTuple):
    """`years` counts from the end of the business relationship; 0: erased when asked."""

    category: str
    name_zh: str
    name_en: str
    years: int
    law: str


@lru_cache(maxsize=1)
def retentions() -> tuple[Retention, ...]:
    return tuple(
        Retention(r.text("category"), r.text("name_zh"), r.text("name_en"), r.whole("years"),
                  r.text("law"))
        for r in rows("retention.csv")
    )  # fmt: skip
