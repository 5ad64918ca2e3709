"""Facts as people read them: fen as yuan, moments by Shaanxi's clock, codes as words.

Facts themselves stay what programs want: whole fen, ISO texts, codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nongxin.kernel.clock import SHANGHAI

# code -> what it is called (Chinese, English); and that by fact
Names = Mapping[str, tuple[str, str]]
Words = Mapping[str, Names]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)")


def worded(facts: Mapping[str, Any], words: Words, language: str) -> dict[str, Any]:
    """The facts to fill into a sentence in "zh" or "en": beside each `x_fen` its `x_yuan`."""
    told = {name: _said(value, words.get(name, {}), language) for name, value in facts.items()}
    sums = {name: value for name, value in facts.items() if name.endswith("_fen")}
    return told | {f"{name[:-4]}_yuan": grouped(fen) for name, fen in sums.items()}


def _said(value: Any, names: Names, language: str) -> Any:
    if isinstance(value, (list, tuple)):
        between = "、" if language == "zh" else ", "
        return between.join(str(_said(one, names, language)) for one in value)
    if not isinstance(value, str):
        return value
    if value in names:
        return names[value][0 if language == "zh" else 1]
    if _MOMENT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return value


def grouped(amount_fen: int) -> str:
    """Yuan for people: 300000 -> "3,000.00"."""
    return f"{'-' if amount_fen < 0 else ''}{abs(amount_fen) // 100:,}.{abs(amount_fen) % 100:02d}"
