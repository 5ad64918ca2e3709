"""What of a section is shown: numbers that name a person or their money come out masked for
everybody, names for those who do not serve the household.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked, masked_name

# field -> (characters shown at the head, at the tail)
_MASKED = {
    "id_no": (6, 4),
    "mobile": (3, 4),
    "bank_card": (4, 4),
    "acct_no": (4, 4),
    "poverty_card_no": (2, 2),
}
_NAME = "name"  # of a member, and of a business, which often bears its owner's


def masked_rows(rows: Iterable[dict[str, Any]], role: Role) -> list[dict[str, Any]]:
    return [{name: masked_value(name, value, role) for name, value in row.items()} for row in rows]


def masked_value(name: str, value: Any, role: Role) -> Any:
    """A field's value as a role sees it; None stays None."""
    if value is not None and name == _NAME and role is Role.AUDITOR:
        return masked_name(str(value))
    if name not in _MASKED or value is None:
        return value
    head, tail = _MASKED[name]
    return masked(str(value), head, tail)
