"""Who may freeze deposits (有权机关), for how long, and who may have them deducted (扣划)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Authority(NamedTuple):
    """`longest_months` is the longest freeze that one document orders; renewals are as long.

    `least_officers` have to show their papers at the counter.
    """

    code: str
    name_zh: str
    may_deduct: bool
    longest_months: int
    least_officers: int


@lru_cache(maxsize=1)
def authorities() -> Mapping[str, Authority]:
    return {
        row.text("code"): Authority(
            code=row.text("code"),
            name_zh=row.text("name_zh"),
            may_deduct=row.choice("may_deduct", ("0", "1")) == "1",
            longest_months=row.whole("longest_months"),
            least_officers=row.whole("least_officers"),
        )
        for row in rows("authorities.csv")
    }
