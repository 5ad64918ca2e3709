"""Rows to be reported to the credit bureau (征信), by county and day, as the report sends them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, put
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.aftercare.reporting.credit_report import CreditRow


class CreditRowRecord(Record):
    context = "lending"

    row = UnicodeAttribute()


class DynamoCreditRows:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add(self, row: CreditRow) -> Write:
        """Written with the care of the same day, so once; a repeat is the same row."""
        sort = f"{row.loan_id}#{row.moment.value}"
        return put(CreditRowRecord(_pk(county_of(row.loan_id), row.on), sort, row=_text(row)))

    def page(self, county: str, on: date, limit: int, after: dict[str, Any] | None) -> Page:
        """A county's rows of a day, loan by loan."""
        return self._storage.page(CreditRowRecord, _pk(county, on), limit=limit, after=after)

    def texts(self, county: str, on: date, keys: Iterable[str]) -> list[str]:
        """Rows by their keys, in that order. Raises Missing."""
        found = (self._storage.get(CreditRowRecord, _pk(county, on), key) for key in keys)
        return [_must_be(record) for record in found]

    def read(self, page: Page) -> list[dict[str, Any]]:
        """As JSON values; the report adds the borrower's sealed identity when it is sent."""
        return [json.loads(item["row"]["S"]) for item in page.items]


def _must_be(record: CreditRowRecord | None) -> str:
    if record is None:
        raise Missing()
    return str(record.row)


def _pk(county: str, on: date) -> str:
    return f"{county}#CR#{on.isoformat()}"


def _text(row: CreditRow) -> str:
    told = asdict(row) | {
        "moment": row.moment.value,
        "status": row.status.value,
        "on": row.on.isoformat(),
    }
    return json.dumps(told, separators=(",", ":"))
