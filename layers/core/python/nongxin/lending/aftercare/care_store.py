"""The care of loans as items beside the loans, moved on by each day close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.lending.aftercare.care import Borrowing, Care
from nongxin.lending.aftercare.classes import LoanClass
from nongxin.lending.aftercare.figures import Figures
from nongxin.lending.aftercare.signals import Signal

OVERDUE = "overdue"
_LONGEST_DAYS = 99_999


class CareRecord(Record):
    """`work_pk` stands only while something is overdue: the officers' list, the oldest first."""

    context = "lending"

    entity = UnicodeAttribute()
    borrower = UnicodeAttribute()
    product = UnicodeAttribute()
    score = NumberAttribute()
    day = UnicodeAttribute()
    loan_class = UnicodeAttribute()
    accrues = NumberAttribute()
    overdue_days = NumberAttribute()
    overdue_fen = NumberAttribute()
    principal_fen = NumberAttribute()
    received_fen = NumberAttribute()
    step = UnicodeAttribute(null=True)
    clean_since = UnicodeAttribute(null=True)
    findings = UnicodeAttribute(null=True)
    waiting = UnicodeAttribute(null=True)
    signals = UnicodeAttribute(null=True)
    compensated = NumberAttribute(null=True)
    subsidy_fen = NumberAttribute(null=True)
    told_due = UnicodeAttribute(null=True)
    told_late = UnicodeAttribute(null=True)
    history = UnicodeAttribute()
    figures = UnicodeAttribute()
    moved = UnicodeAttribute()
    closed = NumberAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class DynamoCares:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, loan_id: str, *, consistent: bool = True) -> Care | None:
        """None before the loan's first day close."""
        record = self._storage.get(CareRecord, _pk(loan_id), "CARE", consistent=consistent)
        return None if record is None else _care(record, loan_id)

    def is_frozen(self, loan_id: str) -> bool:
        """Whether a warning stands that lets nothing be drawn (strongly consistent)."""
        care = self.get(loan_id)
        return care is not None and care.is_frozen

    def save(self, care: Care, events: str) -> Write:
        """The first version or the next one; refused as stale if another came first."""
        record = CareRecord(_pk(care.borrowing.loan_id), "CARE")
        _fill(record, care)
        record.events = events
        if care.version == 1:
            return create(record)
        record.version = care.version - 1
        return replace(record)

    def overdue(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of a county's overdue loans, the longest overdue first (may lag)."""
        return self._storage.work("lending", f"{county}#{OVERDUE}", limit, after)


def _pk(loan_id: str) -> str:
    return f"{county_of(loan_id, 'ln')}#LN#{loan_id}"


def _fill(record: CareRecord, care: Care) -> None:
    whose = care.borrowing
    record.entity, record.borrower = whose.entity, whose.borrower_id
    record.product, record.score = whose.product, whose.score
    record.day, record.loan_class = care.day.isoformat(), care.loan_class.value
    record.accrues, record.closed = int(care.accrues), int(care.is_closed) or None
    record.overdue_days, record.overdue_fen = care.overdue_days, care.overdue_fen
    record.principal_fen, record.received_fen = care.principal_fen, care.received_fen
    record.step = care.step or None
    record.clean_since = _told(care.clean_since)
    record.told_due, record.told_late = _told(care.told_due), _told(care.told_late)
    record.findings = _text({name: str(on) for name, on in care.findings.items()} or None)
    record.compensated = int(care.is_compensated) or None
    record.subsidy_fen = care.subsidy_fen or None
    told = {c: [str(on), s.action, s.fact] for c, (on, s) in care.signals.items()}
    record.signals = _text(told or None)
    record.waiting = _text(dict(care.waiting) or None)
    record.history = _text([[str(on), each.value] for on, each in care.history])
    record.figures, record.moved = _text(care.figures.row), _text(care.moved.row)
    if care.overdue_days and not care.is_closed:
        record.work_pk = f"{whose.county}#{OVERDUE}"
        record.work_sk = f"{_LONGEST_DAYS - care.overdue_days:05d}#{whose.loan_id[-26:]}"


def _care(record: CareRecord, loan_id: str) -> Care:
    borrowing = Borrowing(
        loan_id=loan_id,
        county=record.county,
        entity=str(record.entity),
        borrower_id=str(record.borrower),
        product=str(record.product),
        score=int(record.score),
    )
    return Care(
        borrowing=borrowing,
        day=date.fromisoformat(str(record.day)),
        loan_class=LoanClass(record.loan_class),
        accrues=bool(record.accrues),
        overdue_days=int(record.overdue_days),
        overdue_fen=int(record.overdue_fen),
        principal_fen=int(record.principal_fen),
        received_fen=int(record.received_fen),
        step=str(record.step or ""),
        clean_since=_day(record.clean_since),
        waiting=_waiting(record),
        signals=_signals(record),
        is_compensated=bool(record.compensated),
        subsidy_fen=int(record.subsidy_fen or 0),
        told_due=_day(record.told_due),
        told_late=_day(record.told_late),
        findings=_findings(record),
        history=tuple((date.fromisoformat(d), LoanClass(c)) for d, c in json.loads(record.history)),
        figures=Figures(*json.loads(record.figures)),
        moved=Figures(*json.loads(record.moved)),
        is_closed=bool(record.closed),
        version=int(record.version),
    )


def _findings(record: CareRecord) -> Mapping[str, date]:
    told = json.loads(record.findings) if record.findings else {}
    return {name: date.fromisoformat(day) for name, day in told.items()}


def _waiting(record: CareRecord) -> Mapping[str, tuple[bool, str]]:
    told = json.loads(record.waiting) if record.waiting else {}
    return {name: (holds, by) for name, (holds, by) in told.items()}


def _signals(record: CareRecord) -> Mapping[str, tuple[date, Signal]]:
    told = json.loads(record.signals) if record.signals else {}
    return {c: (date.fromisoformat(on), Signal(c, *rest)) for c, (on, *rest) in told.items()}


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(told: Any) -> date | None:
    return date.fromisoformat(str(told)) if told else None


def _text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, separators=(",", ":"))
