"""The directory (全省目录): the one table that knows no county. What must be unique or found
province-wide.

Blind index -> person, claims of uniqueness, business dates, county moves and sealed keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from nongxin.kernel.aws import Aws
from nongxin.kernel.counties import DIRECTORY, Placement
from nongxin.kernel.errors import Conflict
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.tables import directory_table

_AT_ONCE = 8
_NOBODY = "-"  # the owner of what was released; no id


class Taken(Conflict):
    code = "already-registered"
    zh = "该信息已被登记"
    en = "This is registered already"


class ClaimRecord(Record):
    """`pk` is a kind and a blind index; `owner` the id that holds it."""

    context = DIRECTORY
    owner = UnicodeAttribute()


class MoveRecord(Record):
    context = DIRECTORY
    shard = UnicodeAttribute()
    moving = BooleanAttribute(default=False)


class BusinessDateRecord(Record):
    """The business date (会计日期) of a legal entity; a day close moves it.

    `closing` refuses postings while the day's last ones arrive; `open_from` is the first value date
    that may still be booked; `opened_on` the first day of the books; `sealed_to` the last one that
    is sealed.
    """

    context = DIRECTORY
    business_date = UnicodeAttribute()
    closing = BooleanAttribute(default=False)
    open_from = UnicodeAttribute(null=True)
    opened_on = UnicodeAttribute(null=True)
    sealed_to = UnicodeAttribute(null=True)

    @property
    def first_unsealed(self) -> date:
        """The oldest day without a seal; the open day if all before it are sealed."""
        if self.sealed_to:
            return date.fromisoformat(self.sealed_to) + timedelta(days=1)
        return date.fromisoformat(str(self.opened_on or self.business_date))


class SealedKeyRecord(Record):
    """A data key, sealed by KMS. A county's first one also tells which generation seals now, since
    when, and which one everything in the tables has been sealed with anew.
    """

    context = DIRECTORY
    sealed = BinaryAttribute(legacy_encoding=False)
    generation = NumberAttribute(null=True)
    changed_at = UnicodeAttribute(null=True)
    resealed = NumberAttribute(null=True)


class Directory:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def claim(self, kind: str, index: str, owner: str) -> Write:
        """A write that registers `owner` under a blind index; refused with Taken."""
        record = ClaimRecord(f"{kind}#{index}", "CLAIM", owner=owner)
        return create(record, lambda _: Taken())

    def take(self, kind: str, index: str, owner: str) -> Write:
        """As `claim`, of what may have been released before, or be the owner's already."""
        record = ClaimRecord(f"{kind}#{index}", "CLAIM", version=1, owner=owner)
        values = {":nobody": {"S": _NOBODY}, ":own": {"S": owner}}
        free = "attribute_not_exists(pk) OR #owner = :nobody OR #owner = :own"
        return Write(record, free, {"#owner": "owner"}, values, lambda _: Taken())

    def release(self, kind: str, index: str, owner: str) -> Write:
        """A write that gives up a claim; stale if somebody else holds it."""
        record = ClaimRecord(f"{kind}#{index}", "CLAIM", version=1, owner=_NOBODY)
        return Write(record, "#owner = :own", {"#owner": "owner"}, {":own": {"S": owner}})

    def owner(self, kind: str, index: str, *, consistent: bool = False) -> str | None:
        pk = f"{kind}#{index}"
        found = self._storage.get(ClaimRecord, pk, "CLAIM", consistent=consistent)
        return None if found is None or found.owner == _NOBODY else str(found.owner)

    def business_date(self, entity: str) -> BusinessDateRecord | None:
        """The entity's day, consistently; None where no day close has ever run."""
        return self._storage.get(
            BusinessDateRecord, f"ENTITY#{entity}", "BUSINESS_DATE", consistent=True
        )

    def business_dates(self, entities: Iterable[str]) -> dict[str, BusinessDateRecord]:
        """Those of many, by code; entities whose books are not open are left out."""
        from nongxin.kernel.scatter import side_by_side  # jobs only: doors start without its pool

        codes = sorted(entities)
        rows = dict(zip(codes, side_by_side(self.business_date, codes, _AT_ONCE), strict=True))
        return {code: row for code, row in rows.items() if row}

    def first_business_date(self, entity: str, day: date) -> BusinessDateRecord:
        """The row of an entity that has none yet, to be created."""
        record = BusinessDateRecord(f"ENTITY#{entity}", "BUSINESS_DATE")
        record.business_date = record.opened_on = day.isoformat()
        return record

    def sealed_key(self, name: str) -> bytes | None:
        found = self.sealed_key_row(name)
        return None if found is None else bytes(found.sealed)

    def sealed_key_row(self, name: str) -> SealedKeyRecord | None:
        return self._storage.get(SealedKeyRecord, f"KEY#{name}", "SEALED", consistent=True)

    def keep_sealed_key(self, name: str, sealed: bytes) -> Write:
        return create(SealedKeyRecord(f"KEY#{name}", "SEALED", sealed=sealed), lambda _: Taken())


def read_moves(stage: str, aws: Aws) -> Mapping[str, Placement]:
    """The counties that ops moved off the shipped map (a handful of rows in one partition)."""
    answer = aws.dynamodb(DIRECTORY).query(
        TableName=directory_table(stage),
        ConsistentRead=True,  # a lease begins with what is true, not with what was
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "MOVES"}},
    )
    records = [MoveRecord.of(item) for item in Page(answer["Items"], None).items]
    return {str(r.sk): Placement(str(r.shard), bool(r.moving)) for r in records}
