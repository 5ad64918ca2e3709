"""Stations as items: under their village, so that a village's stations are one query."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage
from nongxin.stations.station import Station


class StationRecord(Record):
    context = "stations"

    entity = UnicodeAttribute()
    village = UnicodeAttribute()
    name = UnicodeAttribute()
    operator_id = UnicodeAttribute(null=True)
    opened_on = UnicodeAttribute()


class Stations:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_village(self, village: str) -> list[Station]:
        """The stations of a village, oldest first."""
        return [_station(r) for r in self._storage.query(StationRecord, _pk(village), "E#")]

    def add(self, station: Station) -> Write:
        record = StationRecord(_pk(station.village), f"E#{station.id}")
        record.entity, record.village, record.name = station.entity, station.village, station.name
        record.operator_id = station.operator_id or None
        record.opened_on = station.opened_on.isoformat()
        return create(record)


def _pk(village: str) -> str:
    return f"{village[:6]}#V#{village}"


def _station(record: StationRecord) -> Station:
    return Station(
        id=str(record.sk)[2:],
        entity=str(record.entity),
        village=str(record.village),
        name=str(record.name),
        operator_id=str(record.operator_id or ""),
        opened_on=date.fromisoformat(record.opened_on),
    )
