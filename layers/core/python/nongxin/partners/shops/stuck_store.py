"""Payouts whose last try came to nothing, a row each by county and partner: what ops look at.

A row only finds its payout, which is read as it stands. Rows are not taken away but marked, and
run out a day later.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.records import Record, Write, put
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.partners.shops.merchant import MerchantKey

_KEPT = timedelta(days=1)
_OVER = "over"


class StuckRecord(Record):
    context = "partners"

    over = UnicodeAttribute(null=True)


@value
class StuckPayouts:
    storage: Storage

    def note(self, key: MerchantKey, payout: str) -> Write:
        return put(_record(key, payout))

    def clear(self, key: MerchantKey, payout: str, now: datetime) -> Write:
        record = _record(key, payout)
        record.over, record.expires_at = _OVER, int((now + _KEPT).timestamp())
        return put(record)

    def page(
        self, county: str, partner: str, limit: int, after: dict[str, Any] | None
    ) -> tuple[list[tuple[MerchantKey, str]], dict[str, Any] | None]:
        """Whose and of which number, by merchant; and where the next page begins."""
        page = self.storage.page(StuckRecord, _pk(county, partner), limit=limit, after=after)
        rows = [row for row in map(StuckRecord.of, page.items) if not row.over]
        names = [str(row.sk).split("#") for row in rows]
        found = [(MerchantKey(county, partner, merchant), payout) for merchant, payout in names]
        return found, page.last_key


def _record(key: MerchantKey, payout: str) -> StuckRecord:
    return StuckRecord(_pk(key.county, key.partner), f"{key.merchant}#{payout}")


def _pk(county: str, partner: str) -> str:
    return f"{county}#PS#{partner}"
