"""Open a household's archive (建档): an officer of the county, a village of the county."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nongxin.archives.household import Archive, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import VillageUnknown
from nongxin.catalog.places import entity_of, villages
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Denied
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

COUNTY_DIGITS = 6


class NotYourCounty(Denied):
    code = "not-your-county"
    zh = "您无权为{county}的农户建档"
    en = "You do not keep archives for county {county}"


@value
class OpenHousehold:
    village: str


def open_household(command: OpenHousehold, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the household's id and its 18-digit archive number (village and serial).

    Raises NotYourCounty, CountyNotServed or VillageUnknown.
    """
    archive, writes = opened(command.village, by, parts)
    answer = {
        "household_id": archive.id,
        "number": archive.number,
        "entity": archive.entity,
        "village": archive.village,
        "status": archive.status.value,
    }
    return Outcome(answer, writes)


def opened(village: str, by: Principal, parts: ArchiveParts) -> tuple[Archive, list[Write]]:
    """A new draft in a village that the caller serves, and what makes it so."""
    entity = served_village(village, by, parts.clock.today())
    archive = drafted(
        new_id("hh", village[:COUNTY_DIGITS], parts.clock), entity, village, by, parts
    )
    nth, counted = parts.households.opened_on(by.id, archive.county, archive.opened_on)
    archive = replace(archive, nth_of_day=nth)
    return archive, [parts.households.add(archive), parts.households.enrol(archive), counted]


def served_village(village: str, by: Principal, today: date) -> str:
    """The legal entity of a village. Raises NotYourCounty, CountyNotServed or VillageUnknown."""
    county = village[:COUNTY_DIGITS]
    if not by.serves(county):
        raise NotYourCounty(county=county)
    entity = entity_of(county, today)
    if entity is None:
        raise CountyNotServed(county=county)
    if village not in villages(county):
        raise VillageUnknown(county=county, village=village)
    return entity


def drafted(
    household_id: str, entity: str, village: str, by: Principal, parts: ArchiveParts
) -> Archive:
    serial = parts.numbers.next(village[:COUNTY_DIGITS], village)
    return Archive(
        id=household_id,
        number=f"{village}{serial:06d}",
        entity=entity,
        village=village,
        status=Status.DRAFT,
        since=parts.clock.now(),
        edition=0,
        opened_by=by.id,
        opened_on=parts.clock.today(),
        nth_of_day=1,
    )
