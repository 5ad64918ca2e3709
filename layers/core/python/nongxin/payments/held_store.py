"""Cards that are stopped at stations, beside the wrong PINs of their days.

Both lie in one partition, so that a payment by card reads them in one query.
"""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value
from nongxin.payments.held_card import HeldCard

HELD = "HELD"


class StandingRecord(Record):
    """Either of the two: `misses` of a day, or the stop. `reason` is sealed."""

    context = "payments"
    misses = NumberAttribute(default=0)
    rule = UnicodeAttribute(null=True)
    station = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    released_by = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


@value
class DynamoHeldCards:
    storage: Storage
    vault: Vault

    def standing(self, account_id: str, day: date) -> tuple[int, HeldCard | None]:
        """The wrong PINs of a day, and the card's stop if there ever was one; consistent."""
        found = self.storage.query(StandingRecord, _pk(account_id), consistent=True)
        by_key = {str(record.sk): record for record in found}
        missed, held = by_key.get(f"MISS#{day}"), by_key.get(HELD)
        return int(missed.misses) if missed else 0, self._held(held) if held else None

    def get(self, account_id: str) -> HeldCard | None:
        key = (_pk(account_id), HELD)
        found = self.storage.get(StandingRecord, *key, consistent=True)
        return self._held(found) if found else None

    def save(self, held: HeldCard) -> Write:
        record = StandingRecord(_pk(held.account_id), HELD, version=held.version)
        record.rule, record.station = held.rule or None, held.station_id
        record.since, record.released_by = stamp(held.since), held.released_by or None
        if held.reason:
            record.reason = self.vault.seal(held.reason, record.county, _place(record))
        if held.rule:
            record.work_pk = f"{record.county}#{HELD}"
            record.work_sk = f"{stamp(held.since)}#{held.account_id}"
        return replace(record) if held.version else create(record)

    def held_in(self, county: str, limit: int, after: dict[str, object] | None) -> Page:
        """Keys of a county's stopped cards, oldest first; the index may lag."""
        return self.storage.work("payments", f"{county}#{HELD}", limit, after)

    def _held(self, record: StandingRecord) -> HeldCard:
        sealed, reason = str(record.reason or ""), ""
        if sealed:
            reason = self.vault.open(sealed, record.county, _place(record))
        return HeldCard(
            account_id=str(record.pk).split("#")[-1],
            rule=str(record.rule or ""),
            station_id=str(record.station),
            since=parse_stamp(str(record.since)),
            released_by=str(record.released_by or ""),
            reason=reason,
            version=int(record.version),
        )


def account_of(item: dict[str, dict[str, str]]) -> str:
    """The account that an index row names."""
    return item["pk"]["S"].split("#")[-1]


def _pk(account_id: str) -> str:
    return f"{county_of(account_id)}#MS#{account_id}"


def _place(record: StandingRecord) -> str:
    return f"payments/{record.pk}/{record.sk}/reason"
