"""Stations, their terminals and inspections as items.

A county's stations are one partition, and so are its terminals: a map of the county is one query,
and a terminal's number alone finds it.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.stations.inspection import InspectedToday, Inspection
from nongxin.stations.operator import Operator
from nongxin.stations.station import Hours, Place, Station, Status
from nongxin.stations.terminal import Code, Terminal, TerminalStatus

_PREFIX = "ES#"


class StationRecord(Record):
    """`reason` is sealed, as is an inspection's `note`."""

    context = "stations"

    entity = UnicodeAttribute()
    village = UnicodeAttribute()
    name = UnicodeAttribute()
    operators = UnicodeAttribute(null=True)
    opened_on = UnicodeAttribute()
    owner_id = UnicodeAttribute(null=True)
    contract_no = UnicodeAttribute(null=True)
    margin_account = UnicodeAttribute(null=True)
    float_account = UnicodeAttribute(null=True)
    single_most_fen = NumberAttribute(default=0)
    hours = UnicodeAttribute()
    place = UnicodeAttribute()
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    turned_by = UnicodeAttribute(null=True)


class TerminalRecord(Record):
    context = "stations"

    station_id = UnicodeAttribute()
    entity = UnicodeAttribute()
    serial_no = UnicodeAttribute()
    status = UnicodeAttribute()
    public_key = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    keys = NumberAttribute(default=0)
    code = UnicodeAttribute()
    operator_id = UnicodeAttribute(null=True)
    on_since = UnicodeAttribute(null=True)


class InspectionRecord(Record):
    context = "stations"

    by = UnicodeAttribute()
    points = UnicodeAttribute()
    note = UnicodeAttribute(null=True)


class Stations:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self.storage = storage
        self._vault = vault

    def get(self, station_id: str) -> Station:
        """Strongly consistent; raises Missing."""
        pk = f"{county_of(station_id, 'es')}#ES"
        found = self.storage.get(StationRecord, pk, f"{_PREFIX}{station_id}", consistent=True)
        if found is None:
            raise Missing()
        return self._station(found)

    def of_county(self, county: str) -> list[Station]:
        """Oldest first; a county has some two hundred at most."""
        found = self.storage.query(StationRecord, f"{county}#ES", _PREFIX)
        return [self._station(r) for r in found]

    def of_village(self, village: str) -> list[Station]:
        """The stations of a village, oldest first."""
        return [each for each in self.of_county(village[:6]) if each.village == village]

    def add(self, station: Station, events: str = "[]") -> Write:
        record = self._record(station)
        record.events = events
        return create(record)

    def save(self, station: Station, events: str) -> Write:
        record = self._record(station)
        record.events = events
        return replace(record)

    def add_inspection(self, inspection: Inspection, events: str) -> Write:
        """One a day and station: refused with InspectedToday."""
        record = InspectionRecord(*_inspection_key(inspection.station_id, inspection.on))
        record.by, record.note = inspection.by, self._sealed(record, "note", inspection.note)
        record.points = json.dumps(inspection.points)
        record.events = events
        return create(record, lambda _: InspectedToday())

    def inspections(self, station_id: str, limit: int) -> list[Inspection]:
        """Newest first."""
        pk = f"{county_of(station_id, 'es')}#IN#{station_id}"
        found = self.storage.query(InspectionRecord, pk, limit=limit, newest_first=True)
        return [
            Inspection(
                station_id, date.fromisoformat(str(r.sk)), str(r.by), json.loads(str(r.points)),
                self._opened(r, "note", r.note),
            )
            for r in found
        ]  # fmt: skip

    def _record(self, station: Station) -> StationRecord:
        record = _record(station)
        record.reason = self._sealed(record, "reason", station.reason)
        return record

    def _station(self, record: StationRecord) -> Station:
        return _station(record, self._opened(record, "reason", record.reason))

    def _sealed(self, record: Record, name: str, text: str) -> str | None:
        """What people write may name people."""
        if not text:
            return None
        return self._vault.seal(text, record.county, _place(record, name))

    def _opened(self, record: Record, name: str, sealed: object) -> str:
        if not sealed:
            return ""
        return self._vault.open(str(sealed), record.county, _place(record, name))


class Terminals:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def find(self, terminal_id: str) -> Terminal | None:
        """Strongly consistent: a key that was revoked is so at once. None for no such number."""
        try:
            key = _terminal_key(terminal_id)
            found = self.storage.get(TerminalRecord, *key, consistent=True)
        except (Missing, CountyNotServed):
            return None
        return None if found is None else _terminal(found)

    def of_station(self, station: Station) -> list[Terminal]:
        found = self.storage.query(TerminalRecord, f"{station.county}#TM")
        return [_terminal(r) for r in found if str(r.station_id) == station.id]

    def of_county(self, county: str) -> list[Terminal]:
        return [_terminal(r) for r in self.storage.query(TerminalRecord, f"{county}#TM")]

    def add(self, terminal: Terminal, events: str) -> Write:
        return create(_terminal_record(terminal, events))

    def save(self, terminal: Terminal, events: str) -> Write:
        return replace(_terminal_record(terminal, events))


def _record(station: Station) -> StationRecord:
    record = StationRecord(f"{station.county}#ES", f"{_PREFIX}{station.id}")
    record.version = station.version
    record.entity, record.village, record.name = station.entity, station.village, station.name
    record.owner_id = station.owner_id or None
    record.operators = _operators(station) if station.operators else None
    record.opened_on = station.opened_on.isoformat()
    record.contract_no = station.contract_no or None
    record.margin_account = station.margin_account or None
    record.float_account = station.float_account or None
    record.single_most_fen = station.single_most_fen
    record.hours = f"{station.hours.opens:%H:%M}-{station.hours.closes:%H:%M}"
    record.place = f"{station.place.latitude_e6},{station.place.longitude_e6}"
    record.status, record.turned_by = station.status.value, station.turned_by or None
    return record


def _place(record: Record, name: str) -> str:
    return f"stations/{record.pk}/{record.sk}/{name}"


def _station(record: StationRecord, reason: str) -> Station:
    opens, closes = str(record.hours).split("-")
    latitude, longitude = str(record.place).split(",")
    return Station(
        id=str(record.sk).removeprefix(_PREFIX),
        entity=str(record.entity),
        village=str(record.village),
        name=str(record.name),
        opened_on=date.fromisoformat(str(record.opened_on)),
        owner_id=str(record.owner_id or ""),
        contract_no=str(record.contract_no or ""),
        margin_account=str(record.margin_account or ""),
        float_account=str(record.float_account or ""),
        single_most_fen=int(record.single_most_fen),
        hours=Hours(time.fromisoformat(opens), time.fromisoformat(closes)),
        place=Place(int(latitude), int(longitude)),
        operators=tuple(map(_operator, json.loads(str(record.operators or "[]")))),
        status=Status(str(record.status)),
        reason=reason,
        turned_by=str(record.turned_by or ""),
        version=int(record.version),
    )


def _operators(station: Station) -> str:
    told = [[each.id, each.customer_id, each.asked_by, _stamp(each.since), _stamp(each.until)]
            for each in station.operators]  # fmt: skip
    return json.dumps(told, separators=(",", ":"))


def _operator(told: list[str]) -> Operator:
    since, until = (parse_stamp(each) if each else None for each in told[3:])
    return Operator(told[0], told[1], told[2], since, until)


def _stamp(at: datetime | None) -> str:
    return stamp(at) if at else ""


def _terminal_key(terminal_id: str) -> tuple[str, str]:
    return f"{county_of(terminal_id, 'tm')}#TM", terminal_id


def _terminal_record(terminal: Terminal, events: str) -> TerminalRecord:
    record = TerminalRecord(*_terminal_key(terminal.id), version=terminal.version)
    record.station_id, record.entity = terminal.station_id, terminal.entity
    record.serial_no, record.status = terminal.serial_no, terminal.status.value
    record.public_key, record.since = terminal.public_key or None, terminal.since or None
    record.keys, code = terminal.keys, terminal.code
    record.code = f"{code.index},{code.ends_at},{code.tries}"
    record.operator_id, record.on_since = terminal.operator_id or None, terminal.on_since or None
    record.events = events
    return record


def _terminal(record: TerminalRecord) -> Terminal:
    index, ends_at, tries = str(record.code).split(",")
    return Terminal(
        id=str(record.sk),
        station_id=str(record.station_id),
        entity=str(record.entity),
        serial_no=str(record.serial_no),
        status=TerminalStatus(str(record.status)),
        public_key=str(record.public_key or ""),
        since=str(record.since or ""),
        keys=int(record.keys),
        code=Code(index, int(ends_at), int(tries)),
        operator_id=str(record.operator_id or ""),
        on_since=str(record.on_since or ""),
        version=int(record.version),
    )


def _inspection_key(station_id: str, on: date) -> tuple[str, str]:
    return f"{county_of(station_id, 'es')}#IN#{station_id}", on.isoformat()
