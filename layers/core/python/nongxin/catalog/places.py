"""Counties, legal entities, towns, villages, each with the days in force, and the shard map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import CatalogError, rows


class County(NamedTuple):
    """A county-level place (GB/T 2260). A renamed or recoded one ends and names its successor."""

    code: str
    name_zh: str
    name_en: str
    prefecture: str
    prefecture_zh: str
    prefecture_en: str
    region_zh: str
    is_poverty_county: bool
    rural_households: int
    terminals: int
    archives: int
    valid_from: date
    valid_to: date
    successor: str | None


class LegalEntity(NamedTuple):
    """One of the 94 banks: RCB 农商行, RCU 联社, RCoB 农合行. `hq` is the county of its seat."""

    code: str
    name: str
    short: str
    type: str
    hq: str
    valid_from: date
    valid_to: date
    successor: str | None


class FormerCode(NamedTuple):
    """A code as it stands in old ID numbers; a missing year is open."""

    code: str
    name: str
    from_year: int | None
    to_year: int | None


class Town(NamedTuple):
    code: str
    name: str
    type: str
    county: str


class Village(NamedTuple):
    """A village or community; `covered` is served by an e-station (assumed)."""

    code: str
    name: str
    type: str
    town: str
    county: str
    covered: bool


@lru_cache(maxsize=1)
def every_county() -> Mapping[str, County]:
    """Every county row by code, those no longer in force included."""
    found: dict[str, County] = {}
    for row in rows("counties.csv"):
        first, last = row.validity()
        code = row.text("code")
        if code in found:
            raise row.fault(f"county {code} twice")
        found[code] = County(
            code=code,
            name_zh=row.text("name_zh"),
            name_en=row.text("name_en"),
            prefecture=row.text("prefecture_code"),
            prefecture_zh=row.text("prefecture_zh"),
            prefecture_en=row.text("prefecture_en"),
            region_zh=row.text("region_zh"),
            is_poverty_county=row.cells["poverty_county"] == "1",
            rural_households=row.whole("rural_households_est"),
            terminals=row.whole("terminals_est"),
            archives=row.whole("archives_est"),
            valid_from=first,
            valid_to=last,
            successor=row.optional("successor"),
        )
    return found


def county(code: str) -> County | None:
    """The county of a code, in force or not; None if there never was one."""
    return every_county().get(code)


def counties(on: date) -> tuple[County, ...]:
    """The counties in force on a day, by code (107 in 2026)."""
    return tuple(c for c in every_county().values() if c.valid_from <= on <= c.valid_to)


@lru_cache(maxsize=1)
def every_entity() -> Mapping[str, LegalEntity]:
    found: dict[str, LegalEntity] = {}
    for row in rows("legal_entities.csv"):
        first, last = row.validity()
        code = row.text("code")
        if code in found:
            raise row.fault(f"entity {code} twice")
        found[code] = LegalEntity(
            code=code,
            name=row.text("name"),
            short=row.text("short"),
            type=row.choice("type", ("RCB", "RCU", "RCoB")),
            hq=row.text("hq"),
            valid_from=first,
            valid_to=last,
            successor=row.optional("successor"),
        )
    return found


def entity(code: str) -> LegalEntity | None:
    return every_entity().get(code)


def holder_of(code: str, on: date) -> str:
    """The entity that stands for an entity on a day: itself, or who took it over by then."""
    found = every_entity().get(code)
    while found is not None and found.valid_to < on and found.successor:
        code = found.successor
        found = every_entity().get(code)
    return code


def entities(on: date) -> tuple[LegalEntity, ...]:
    """The legal entities in force on a day (94 in 2026)."""
    return tuple(e for e in every_entity().values() if e.valid_from <= on <= e.valid_to)


@lru_cache(maxsize=1)
def _territories() -> tuple[tuple[str, str, date, date], ...]:
    found: list[tuple[str, str, date, date]] = []
    for row in rows("entity_counties.csv"):
        bank, place = row.text("entity"), row.text("county")
        if bank not in every_entity() or place not in every_county():
            raise row.fault(f"entity {bank} or county {place} is unknown")
        first, last = row.validity()
        for _, other, start, end in found:
            if other == place and start <= last and first <= end:
                raise row.fault(f"county {place} belongs to two entities at once")
        found.append((bank, place, first, last))
    return tuple(found)


def entity_of(county_code: str, on: date) -> str | None:
    """The legal entity that a county belongs to on a day; None if it is not served."""
    for bank, place, first, last in _territories():
        if place == county_code and first <= on <= last:
            return bank
    return None


def counties_of(entity_code: str, on: date) -> tuple[str, ...]:
    """The counties of a legal entity on a day."""
    return tuple(
        p for b, p, first, last in _territories() if b == entity_code and first <= on <= last
    )


@lru_cache(maxsize=4)
def shard_map(layout: str) -> Mapping[str, str]:
    """county -> shard of a layout: "two" (north, south) or "city" (one a prefecture)."""
    by_prefecture = {
        r.text("prefecture"): r.text("shard")
        for r in rows("shards.csv")
        if r.text("layout") == layout
    }
    if not by_prefecture:
        raise CatalogError("shards.csv", 1, f"no layout {layout!r}")
    return {
        c.code: by_prefecture[c.prefecture] for c in every_county().values() if c.successor is None
    }


@lru_cache(maxsize=1)
def former_codes() -> Mapping[str, tuple[FormerCode, ...]]:
    """Every county code an ID number may begin with, old ones too (GB/T 2260 since 1980)."""
    found: dict[str, list[FormerCode]] = {}
    for row in rows("county_code_history.csv"):
        code = row.text("code")
        years = (row.optional_whole("from_year"), row.optional_whole("to_year"))
        found.setdefault(code, []).append(FormerCode(code, row.text("name"), *years))
    return {code: tuple(known) for code, known in found.items()}


@lru_cache(maxsize=8)
def towns(county_code: str) -> tuple[Town, ...]:
    return tuple(
        Town(r.text("code"), r.text("name"), r.text("type"), county_code)
        for r in rows("towns.csv")
        if r.cells["county_code"] == county_code
    )


@lru_cache(maxsize=8)
def villages(county_code: str) -> Mapping[str, Village]:
    """The villages and communities of one county, by code.

    Only archives and the seed ask: the file is packed (170 KB for 1.2 MB) and read a county at a
    time, some 30 ms at first need.
    """
    return {
        r.text("code"): Village(
            code=r.text("code"),
            name=r.text("name"),
            type=r.text("type"),
            town=r.text("town_code"),
            county=county_code,
            covered=r.cells["covered_est"] == "1",
        )
        for r in rows("villages.csv.gz", only=("county_code", county_code))
    }
