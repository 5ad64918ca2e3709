"""Day end as items: what the bank did by day, terminals' reports, partners' days, differences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value
from nongxin.payments.day_end.difference import Difference, DifferenceStatus, Kind, Line
from nongxin.payments.day_end.partner_day import PartnerDay

_LOW, _HIGH = "0", "~"
_BACK = "#B"


class DoneRecord(Record):
    """A payment that was done, or (`#B`) taken back, by its terminal and number."""

    context = "payments"
    service = UnicodeAttribute()
    amount_fen = NumberAttribute()


class ReportRecord(Record):
    """What a terminal says of its day; `matched` once it was held against the books."""

    context = "payments"
    lines = UnicodeAttribute()
    matched = BooleanAttribute(default=False)


class PartnerDayRecord(Record):
    context = "payments"
    entity = UnicodeAttribute()
    lines = NumberAttribute()
    nets = UnicodeAttribute()
    differences = NumberAttribute(default=0)
    settled = UnicodeAttribute(null=True)


class CommissionRecord(Record):
    """Paid to a station for a month."""

    context = "payments"
    payments = NumberAttribute()
    amount_fen = NumberAttribute()


class PaidMonthRecord(Record):
    """A month whose commission all stations of a county have; their rows are CommissionRecords."""

    context = "payments"


class DifferenceRecord(Record):
    context = "payments"

    entity = UnicodeAttribute()
    service = UnicodeAttribute()
    kind = UnicodeAttribute()
    ours_fen = NumberAttribute(null=True)
    theirs_fen = NumberAttribute(null=True)
    long_fen = NumberAttribute(default=0)
    booked = BooleanAttribute(default=False)
    in_register = BooleanAttribute(default=False)
    station_id = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    target = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


@value
class DynamoDays:
    storage: Storage

    def done(self, terminal: str, number: str, service: str, amount_fen: int) -> Write:
        return create(_done(terminal, number, "", service, amount_fen))

    def taken_back(self, terminal: str, number: str, service: str, amount_fen: int) -> Write:
        return create(_done(terminal, number, _BACK, service, amount_fen))

    def done_on(self, county: str, on: date) -> dict[str, list[Line]]:
        """By terminal: what was done and not taken back. Numbers are `<date>-<trace>`."""
        found: dict[str, list[Line]] = {}
        for terminal, line in _standing(self._all(DoneRecord, f"{county}#DY#{on}")):
            found.setdefault(terminal, []).append(line)
        return found

    def done_by(self, terminal: str, on: date) -> list[Line]:
        """The same of one terminal."""
        bounds = (f"{terminal}#", f"{terminal}#{_HIGH}")
        rows = self._all(DoneRecord, f"{terminal[3:9]}#DY#{on}", bounds)
        return [line for _, line in _standing(rows)]

    def report(self, county: str, terminal: str, on: date) -> ReportRecord | None:
        return self.storage.get(ReportRecord, f"{county}#TD#{on}", terminal, consistent=True)

    def keep_report(
        self, county: str, terminal: str, on: date, lines: Iterable[Line], old: ReportRecord | None
    ) -> Write:
        record = old or ReportRecord(f"{county}#TD#{on}", terminal)
        told = [[each.number, each.service, each.amount_fen] for each in lines]
        record.lines = json.dumps(told, separators=(",", ":"))
        return replace(record) if old else create(record)

    def reports(self, county: str, on: date) -> dict[str, ReportRecord]:
        return {str(each.sk): each for each in self._all(ReportRecord, f"{county}#TD#{on}")}

    def matched(self, report: ReportRecord) -> Write:
        report.matched = True
        return replace(report)

    def partner_day(self, county: str, on: date, partner: str) -> PartnerDay | None:
        pk = f"{county}#PD#{on}"
        found = self.storage.get(PartnerDayRecord, pk, partner, consistent=True)
        return _partner_day(found) if found else None

    def partner_days(self, county: str, on: date) -> list[PartnerDay]:
        return [_partner_day(r) for r in self._all(PartnerDayRecord, f"{county}#PD#{on}")]

    def save_partner_day(self, day: PartnerDay) -> Write:
        record = PartnerDayRecord(f"{day.county}#PD#{day.on}", day.partner, version=day.version)
        record.entity, record.lines = day.entity, day.lines
        record.nets, record.differences = json.dumps([*day.net_fen]), day.differences
        record.settled = " ".join(day.settled) or None
        return replace(record) if day.version else create(record)

    def difference(self, county: str, on: date, against: str, number: str) -> Difference:
        """Strongly consistent; raises Missing."""
        key = _difference_key(county, on, against, number)
        found = self.storage.get(DifferenceRecord, *key, consistent=True)
        if found is None:
            raise Missing()
        return _difference(found)

    def differences(self, county: str, on: date, against: str = "") -> list[Difference]:
        found = (_difference(r) for r in self._all(DifferenceRecord, f"{county}#DF#{on}"))
        return [each for each in found if against in ("", each.against)]

    def unsettled(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of what is not settled, oldest first; the index may lag."""
        return self.storage.work("payments", f"{county}#DIFFERENCES", limit, after)

    def of_key(self, item: dict[str, Any]) -> Difference:
        """The difference that an index row names."""
        pk, (against, number) = item["pk"]["S"], item["sk"]["S"].split("#", 1)
        county, _, on = pk.split("#")
        return self.difference(county, date.fromisoformat(on), against, number)

    def save_difference(self, of: Difference) -> Write:
        record = _difference_record(of)
        return replace(record) if of.version else create(record)

    def commission(self, county: str, month: str, station_id: str) -> CommissionRecord | None:
        return self.storage.get(CommissionRecord, f"{county}#CM#{month}", station_id)

    def commissions(self, county: str, month: str) -> list[CommissionRecord]:
        return list(self._all(CommissionRecord, f"{county}#CM#{month}"))

    def keep_commission(
        self, county: str, month: str, station_id: str, payments: int, amount_fen: int
    ) -> Write:
        record = CommissionRecord(f"{county}#CM#{month}", station_id)
        record.payments, record.amount_fen = payments, amount_fen
        return put(record)

    def is_month_paid(self, county: str, month: str) -> bool:
        return self.storage.get(PaidMonthRecord, f"{county}#CM", month) is not None

    def mark_month_paid(self, county: str, month: str) -> Write:
        return put(PaidMonthRecord(f"{county}#CM", month))

    def _all(self, model: type[Any], pk: str, bounds: tuple[str, str] = (_LOW, _HIGH)) -> list[Any]:
        """Of a partition, however large, in order."""
        rows = [model.of(row) for row in self.storage.between(model, pk, bounds)]
        return rows[::-1]


def _standing(rows: list[DoneRecord]) -> Iterator[tuple[str, Line]]:
    """Each terminal's lines, but for those that were taken back."""
    back = {str(r.sk).removesuffix(_BACK) for r in rows if str(r.sk).endswith(_BACK)}
    for row in rows:
        if not str(row.sk).endswith(_BACK) and str(row.sk) not in back:
            terminal, _, number = str(row.sk).partition("#")
            yield terminal, Line(number, str(row.service), int(row.amount_fen))


def _done(terminal: str, number: str, mark: str, service: str, amount_fen: int) -> DoneRecord:
    county, day = terminal[3:9], number[:8]
    pk = f"{county}#DY#{day[:4]}-{day[4:6]}-{day[6:]}"
    record = DoneRecord(pk, f"{terminal}#{number}{mark}")
    record.service, record.amount_fen = service or "-", amount_fen
    return record


def lines_of(report: ReportRecord) -> list[Line]:
    return [Line(*each) for each in json.loads(str(report.lines))]


def _partner_day(record: PartnerDayRecord) -> PartnerDay:
    county, _, on = str(record.pk).split("#")
    return PartnerDay(
        county=county,
        entity=str(record.entity),
        partner=str(record.sk),
        on=date.fromisoformat(on),
        lines=int(record.lines),
        net_fen=tuple(json.loads(str(record.nets))),
        differences=int(record.differences),
        settled=tuple(str(record.settled or "").split()),
        version=int(record.version),
    )


def _difference_key(county: str, on: date, against: str, number: str) -> tuple[str, str]:
    return f"{county}#DF#{on}", f"{against}#{number}"


def _difference_record(of: Difference) -> DifferenceRecord:
    key = _difference_key(of.county, of.on, of.against, of.number)
    record = DifferenceRecord(*key, version=of.version)
    record.entity, record.service, record.kind = of.entity, of.service, of.kind.value
    record.ours_fen, record.theirs_fen = of.ours_fen, of.theirs_fen
    record.long_fen, record.booked, record.in_register = of.long_fen, of.booked, of.item
    record.station_id, record.status = of.station_id or None, of.status.value
    record.target, record.asked_by = of.target or None, of.asked_by or None
    record.decided_by = of.decided_by or None
    if of.status is not DifferenceStatus.SETTLED:
        record.work_pk, record.work_sk = f"{of.county}#DIFFERENCES", f"{of.on}#{key[1]}"
    return record


def _difference(record: DifferenceRecord) -> Difference:
    county, _, on = str(record.pk).split("#")
    against, number = str(record.sk).split("#", 1)
    return Difference(
        county=county,
        entity=str(record.entity),
        on=date.fromisoformat(on),
        against=against,
        number=number,
        service=str(record.service),
        kind=Kind(str(record.kind)),
        ours_fen=_fen(record.ours_fen),
        theirs_fen=_fen(record.theirs_fen),
        long_fen=int(record.long_fen),
        booked=bool(record.booked),
        item=bool(record.in_register),
        station_id=str(record.station_id or ""),
        status=DifferenceStatus(str(record.status)),
        target=str(record.target or ""),
        asked_by=str(record.asked_by or ""),
        decided_by=str(record.decided_by or ""),
        version=int(record.version),
    )


def _fen(stored: Any) -> int | None:
    return None if stored is None else int(stored)
