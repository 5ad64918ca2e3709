"""Count a payee who did not match: each guess of a name or number is one."""

from __future__ import annotations

from nongxin.accounts.ports import PayingParts
from nongxin.kernel.records import StaleRecord


def count_miss(person_id: str, parts: PayingParts) -> None:
    """Counted before the refusal is told, however many guess at once."""
    today = parts.calendar.clock.today()
    while True:
        try:
            return parts.payments.count_miss(person_id, today)
        except StaleRecord:
            continue  # another guess was counted; the request's deadline bounds the tries
