"""Open a household's archive (建档): an officer of the county, a village of the county."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.archives.household import Archive, Status, VillageUnknown
from nongxin.archives.ports import ArchiveParts
from nongxin.catalog.places import entity_of, villages
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Denied
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id

COUNTY_DIGITS = 6


class NotYourCounty(Denied):
    code = "not-your-county"
    zh = "您无权为{county}的农户建档"
    en = "You do not keep archives for county {county}"


@dataclass(frozen=True)
class OpenHousehold:
    village: str


def open_household(command: OpenHousehold, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the household's id and its 18-digit archive number (village and serial).

    Raises NotYourCounty, CountyNotServed or VillageUnknown.
    """
    county = command.village[:COUNTY_DIGITS]
    if not by.serves(county):
        raise NotYourCounty(county=county)
    today = parts.clock.today()
    entity = entity_of(county, today)
    if entity is None:
        raise CountyNotServed(county=county)
    if command.village not in villages(county):
        raise VillageUnknown(county=county, village=command.village)
    nth, counted = parts.households.opened_on(by.id, county, today)
    serial = parts.numbers.next(county, command.village)
    archive = Archive(
        id=new_id("hh", county, parts.clock),
        number=f"{command.village}{serial:06d}",
        entity=entity,
        village=command.village,
        status=Status.DRAFT,
        since=parts.clock.now(),
        edition=0,
        opened_by=by.id,
        opened_on=today,
        nth_of_day=nth,
    )
    answer = {
        "household_id": archive.id,
        "number": archive.number,
        "entity": entity,
        "village": archive.village,
        "status": archive.status.value,
    }
    return Outcome(answer, [parts.households.add(archive), counted])
