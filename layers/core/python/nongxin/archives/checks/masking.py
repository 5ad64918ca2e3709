"""What of a section is shown: numbers that name a person or their money come out masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nongxin.kernel.privacy import masked

# field -> (characters shown at the head, at the tail)
_MASKED = {
    "id_no": (6, 4),
    "mobile": (3, 4),
    "bank_card": (4, 4),
    "acct_no": (4, 4),
    "poverty_card_no": (2, 2),
}


def masked_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: masked_value(name, value) for name, value in row.items()} for row in rows]


def masked_value(name: str, value: Any) -> Any:
    """A field's value as it is shown; None stays None."""
    if name not in _MASKED or value is None:
        return value
    head, tail = _MASKED[name]
    return masked(str(value), head, tail)
