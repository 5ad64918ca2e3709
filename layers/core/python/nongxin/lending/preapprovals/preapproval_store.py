"""Pre-approved limits and passes as rows: by county and product, and by county."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.decisions.preapprove import Preapproval
from nongxin.kernel.records import Record, Write, create, put
from nongxin.kernel.records import replace as replaced
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.preapprovals.preapproval import Listed, Pass


class PreapprovalRecord(Record):
    context = "lending"

    limit_fen = NumberAttribute()
    rate_annual = UnicodeAttribute()
    grade = UnicodeAttribute()
    score = NumberAttribute()
    unasked = UnicodeAttribute()
    terms = UnicodeAttribute()
    decided_on = UnicodeAttribute()
    valid_until = UnicodeAttribute()


class PassRecord(Record):
    """Where a county's pass stands; `cursor` is empty when it is through."""

    context = "lending"

    begun_on = UnicodeAttribute()
    cursor = UnicodeAttribute()
    looked_at = NumberAttribute(default=0)
    limits = NumberAttribute(default=0)
    # The day on which the newest pass that is through began: older rows are no longer on the list.
    list_from = UnicodeAttribute(default="")


class DynamoPreapprovals:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def standing(self, county: str, today: date) -> Pass:
        """Where the county's pass stands; a first one that begins today if there was none."""
        record = self._storage.get(PassRecord, _pass_pk(county), "PASS", consistent=True)
        if record is None:
            return Pass(county, today)
        return Pass(
            county=county,
            begun_on=date.fromisoformat(record.begun_on),
            after=json.loads(record.cursor) if record.cursor else None,
            looked_at=int(record.looked_at),
            limits=int(record.limits),
            list_from=str(record.list_from),
            is_through=not record.cursor,
            version=int(record.version),
        )

    def keep(self, found: Iterable[Preapproval], village: str, on: date) -> int:
        """Writes a household's limits; answers how many."""
        writes = [_write(each, village, on) for each in found]
        if writes:
            self._storage.commit(*writes)
        return len(writes)

    def save(self, standing: Pass) -> None:
        """Raises StaleRecord where another run of the pass went on meanwhile."""
        record = PassRecord(_pass_pk(standing.county), "PASS")
        record.begun_on, record.list_from = standing.begun_on.isoformat(), standing.list_from
        record.cursor = "" if standing.is_through else json.dumps(standing.after)
        record.looked_at, record.limits = standing.looked_at, standing.limits
        record.version = standing.version - 1
        self._storage.commit(replaced(record) if record.version else create(record))

    def page(self, place: tuple[str, str, str], limit: int, after: dict[str, Any] | None) -> Page:
        """Of a county and product, by village ("" for all)."""
        county, product, village = place
        prefix = f"{village}#" if village else ""
        pk = _pk(county, product)
        return self._storage.page(PreapprovalRecord, pk, prefix, limit=limit, after=after)

    @staticmethod
    def read(page: Page, standing: Pass, today: date) -> list[Listed]:
        """Those of a page that hold today: not lapsed, and found by the newest pass or since."""
        listed = [_listed(PreapprovalRecord.of(item)) for item in page.items]
        return [
            each
            for each in listed
            if each.valid_until >= today and each.decided_on.isoformat() >= standing.list_from
        ]


def _write(found: Preapproval, village: str, on: date) -> Write:
    county = village[:6]
    record = PreapprovalRecord(_pk(county, found.product), f"{village}#{found.household_id}")
    record.limit_fen, record.rate_annual = found.limit_fen, str(found.rate_annual)
    record.grade, record.score = found.grade, found.score
    record.unasked, record.terms = " ".join(found.unasked), found.terms
    record.decided_on, record.valid_until = on.isoformat(), found.valid_until.isoformat()
    return put(record)


def _listed(record: PreapprovalRecord) -> Listed:
    village, _, household_id = str(record.sk).partition("#")
    return Listed(
        household_id=household_id,
        village=village,
        product=str(record.pk).rpartition("#")[2],
        limit_fen=int(record.limit_fen),
        rate_annual=Decimal(record.rate_annual),
        grade=str(record.grade),
        score=int(record.score),
        unasked=tuple(str(record.unasked).split()),
        terms=str(record.terms),
        decided_on=date.fromisoformat(record.decided_on),
        valid_until=date.fromisoformat(record.valid_until),
    )


def _pk(county: str, product: str) -> str:
    return f"{county}#PA#{product}"


def _pass_pk(county: str) -> str:
    return f"{county}#PA"
