"""Money in suspense as items; until it is paid they carry the work index's keys."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.suspense.suspense import SuspenseItem, SuspenseStatus
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

KIND = "su"
_WAITING = "SUSPENSE"


class SuspenseRecord(Record):
    context = "accounts"

    account_id = UnicodeAttribute()
    owner = UnicodeAttribute()
    entity = UnicodeAttribute()
    amount_fen = NumberAttribute()
    source = UnicodeAttribute()
    since = UnicodeAttribute()
    status = UnicodeAttribute()
    pay_to = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


@value
class DynamoSuspense:
    storage: Storage

    def get(self, item_id: str) -> SuspenseItem:
        """Strongly consistent; raises Missing."""
        found = self.storage.get(SuspenseRecord, *_key(item_id), consistent=True)
        if found is None:
            raise Missing()
        return _item(found)

    def waiting(
        self, county: str, limit: int, after: dict[str, Any] | None
    ) -> tuple[list[SuspenseItem], dict[str, Any] | None]:
        """A county's, oldest first. The index only finds them: each is read as it stands."""
        page = self.storage.work("accounts", f"{county}#{_WAITING}", limit, after)
        found = [self.get(str(item["sk"]["S"])) for item in page.items]
        return [each for each in found if each.status is not SuspenseStatus.PAID], page.last_key

    def add(self, item: SuspenseItem) -> Write:
        return create(_record(item))

    def save(self, item: SuspenseItem, events: str = "[]") -> Write:
        """Refused as stale if somebody moved it on meanwhile."""
        record = _record(item)
        record.events = events
        return replace(record)


def _key(item_id: str) -> tuple[str, str]:
    return f"{county_of(item_id, KIND)}#SU#{item_id[-1]}", item_id


def _record(item: SuspenseItem) -> SuspenseRecord:
    record = SuspenseRecord(*_key(item.id), version=item.version)
    record.account_id, record.owner, record.entity = item.account_id, item.owner, item.entity
    record.amount_fen, record.source, record.since = item.amount_fen, item.source, stamp(item.since)
    record.status, record.pay_to = item.status.value, item.pay_to or None
    record.asked_by, record.decided_by = item.asked_by or None, item.decided_by or None
    if item.status is not SuspenseStatus.PAID:
        record.work_pk, record.work_sk = f"{record.county}#{_WAITING}", item.id
    return record


def _item(record: SuspenseRecord) -> SuspenseItem:
    return SuspenseItem(
        id=str(record.sk),
        account_id=str(record.account_id),
        owner=str(record.owner),
        entity=str(record.entity),
        amount_fen=int(record.amount_fen),
        source=str(record.source),
        since=parse_stamp(str(record.since)),
        status=SuspenseStatus(str(record.status)),
        pay_to=str(record.pay_to or ""),
        asked_by=str(record.asked_by or ""),
        decided_by=str(record.decided_by or ""),
        version=int(record.version),
    )
