"""Payout histories as items: a year of an owner (a person or a household) is one, sealed."""

from __future__ import annotations

import json
import zlib
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from nongxin.customers.subsidies.payment import Line
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Page, Storage

_YEAR, TOTALS, _UNMATCHED, _PAGE = "Y#", "TOTALS", "U#", "P#"
_FOUND = "found"
Doc = dict[str, Any]


class HistoryRecord(Record):
    """`doc` is sealed: a year's lines, or the totals of all. `loaded_on` is the last load's day."""

    context = "customers"
    doc = BinaryAttribute(legacy_encoding=False)
    loaded_on = UnicodeAttribute()


class UnmatchedRecord(Record):
    """A line that is nobody's: `why`, and the line itself, sealed."""

    context = "customers"
    why = UnicodeAttribute()
    line = UnicodeAttribute()


class PageRecord(Record):
    """A page of a file that was taken in."""

    context = "customers"
    lines = NumberAttribute()
    matched = NumberAttribute()
    amount_fen = NumberAttribute()
    loaded_by = UnicodeAttribute()
    loaded_at = UnicodeAttribute()


class Payouts:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def years(self, owner: str) -> dict[str, HistoryRecord]:
        """The owner's rows by year, read consistently."""
        found = self._storage.query(HistoryRecord, _owner(owner), _YEAR, consistent=True)
        return {str(row.sk)[len(_YEAR) :]: row for row in found}

    def totals(self, owner: str, *, consistent: bool = False) -> HistoryRecord | None:
        return self._storage.get(HistoryRecord, _owner(owner), TOTALS, consistent=consistent)

    def doc(self, record: HistoryRecord | None) -> Doc:
        if record is None:
            return {}
        packed = self._vault.open_bytes(bytes(record.doc), record.county, _place(record, "doc"))
        told: Doc = json.loads(zlib.decompress(packed))
        return told

    def kept_year(self, owner: str, year: str, before: HistoryRecord | None, doc: Doc, on: str
                  ) -> Write:  # fmt: skip
        return self._kept(before or HistoryRecord(_owner(owner), _YEAR + year), before, doc, on)

    def blanked(self, owner: str, on: str) -> list[Write]:
        """Every year of the owner without its lines."""
        return [self.kept_year(owner, y, row, {}, on) for y, row in self.years(owner).items()]

    def kept_totals(self, owner: str, before: HistoryRecord | None, doc: Doc, on: str) -> Write:
        return self._kept(before or HistoryRecord(_owner(owner), TOTALS), before, doc, on)

    def _kept(
        self, record: HistoryRecord, before: HistoryRecord | None, doc: Doc, on: str
    ) -> Write:
        packed = zlib.compress(json.dumps(doc, separators=(",", ":")).encode())
        record.doc = self._vault.seal_bytes(packed, record.county, _place(record, "doc"))
        record.loaded_on = on
        return create(record) if before is None else replace(record)

    def unmatched(self, county: str, file: str, number: int, why: str, line: Line) -> Write:
        record = UnmatchedRecord(_file(county, file), f"{_UNMATCHED}{number:08d}")
        told = [line.item, line.batch, line.paid_on, line.name, line.id_no, line.amount_fen]
        text = json.dumps(told, ensure_ascii=False)
        record.why = why
        record.line = self._vault.seal(text, county, _place(record, "line"))
        return put(record)

    def stands_unmatched(self, county: str, file: str, number: int) -> bool:
        key = f"{_UNMATCHED}{number:08d}"
        found = self._storage.get(UnmatchedRecord, _file(county, file), key, consistent=True)
        return found is not None and found.why != _FOUND

    def found(self, county: str, file: str, number: int) -> Write:
        """A line that was nobody's has found its person: the list shows it no more."""
        record = UnmatchedRecord(_file(county, file), f"{_UNMATCHED}{number:08d}")
        record.why, record.line = _FOUND, "-"
        return put(record)

    def unmatched_lines(
        self, county: str, file: str, limit: int, after: Doc | None
    ) -> tuple[list[tuple[int, str, Line]], Doc | None]:
        """Number, reason and line, in the file's order; and where the next page begins."""
        page: Page = self._storage.page(
            UnmatchedRecord, _file(county, file), _UNMATCHED, limit=limit, after=after
        )
        rows = [r for r in map(UnmatchedRecord.of, page.items) if r.why != _FOUND]
        return [(int(str(r.sk)[2:]), str(r.why), self._line(r)) for r in rows], page.last_key

    def _line(self, record: UnmatchedRecord) -> Line:
        return Line(
            *json.loads(self._vault.open(str(record.line), record.county, _place(record, "line")))
        )

    def is_known(self, county: str, file: str, first_line: int) -> bool:
        """Whether the page was taken in before."""
        page = self.page(county, file, first_line)
        return self._storage.get(PageRecord, str(page.pk), str(page.sk)) is not None

    def page(self, county: str, file: str, first_line: int) -> PageRecord:
        return PageRecord(_file(county, file), f"{_PAGE}{first_line:08d}")

    def pages(self, county: str, file: str) -> list[PageRecord]:
        return self._storage.query(PageRecord, _file(county, file), _PAGE)

    def commit(self, *writes: Write) -> None:
        self._storage.commit(*writes)


def _owner(owner: str) -> str:
    return f"{county_of(owner)}#S#{owner}"


def _file(county: str, file: str) -> str:
    return f"{county}#PF#{file}"


def _place(record: Record, attribute: str) -> str:
    return f"customers/{record.pk}/{record.sk}/{attribute}"
