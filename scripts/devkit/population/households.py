"""Households of a county, one after another: people, farm, means and papers joined into a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from devkit.population import papers
from devkit.population.draws import HOUSEHOLDS, day, pick, spread, stream, whole
from devkit.population.families import family
from devkit.population.farms import farm
from devkit.population.identities import SEED, Identities
from devkit.population.means import means
from devkit.population.patterns import spoil
from nongxin.catalog.places import county as county_of
from nongxin.catalog.places import villages

Row = dict[str, Any]

BLOCK = 1000
_VILLAGES = 12  # a county's households are drawn from so many of its villages
_CAPTURE_DAYS = 240  # captured within the last eight months
_REVIEW_DAYS = (6, 20)
_GRADES = spread(("A", 30), ("B", 48), ("C", 18), ("D", 4))


@dataclass
class Head:
    """The head of a household as a customer."""

    name: str
    id_no: str
    phone: str
    id_valid_to: date | None


@dataclass
class Draft:
    """A household before it is captured. `sections` are rows as the door takes them, bar what only
    the capture knows: the account that subsidies come into and the officer who takes the photos.
    `patterns` names what is wrong with it on purpose (patterns.py).
    """

    number: int
    county: str
    village: str
    head: Head
    sections: dict[str, list[Row]]
    captured_on: date
    reviewed_on: date
    patterns: tuple[str, ...] = ()

    def captured(self, account_no: str, officer_id: str) -> dict[str, list[Row]]:
        """Every section as an officer would send it."""
        return self.sections | {
            "S": [row | {"acct_no": account_no} for row in self.sections["S"]],
            "W": [row | {"shot_by": officer_id} for row in self.sections["W"]],
        }


def households(county: str, count: int, today: date, seed: int = SEED) -> Iterator[Draft]:
    """The first `count` households; a longer run begins with the same ones."""
    for number in range(0, count, BLOCK):
        yield from block(county, number // BLOCK, min(BLOCK, count - number), today, seed)


def block(county: str, nth: int, count: int, today: date, seed: int = SEED) -> Iterator[Draft]:
    """The first `count` of the county's `nth` thousand households; made without the others."""
    identities = Identities(county, nth, seed)
    places = _villages(county, seed)
    rng = stream(seed, county, nth, HOUSEHOLDS)
    for number in range(nth * BLOCK + 1, nth * BLOCK + count + 1):
        identities.begin(number)
        yield _household(rng, identities, number, places[number % len(places)], today)


@cache
def _region(county: str) -> str:
    place = county_of(county)
    assert place is not None
    return place.region_zh


@cache
def _villages(county: str, seed: int) -> list[tuple[str, str]]:
    found = villages_of(county)
    return sorted(Random(f"{seed}/{county}").sample(found, min(_VILLAGES, len(found))))


def villages_of(county: str) -> list[tuple[str, str]]:
    """Code and name of its villages; of its communities where a district of the city has none."""
    places = villages(county).values()
    found = [v for v in places if v.type == "village"] or list(places)
    return sorted((v.code, v.name) for v in found)


def _household(
    rng: Random, identities: Identities, number: int, village: tuple[str, str], today: date
) -> Draft:
    county = village[0][:6]
    members = family(rng, identities)
    first = day(today.toordinal() - whole(rng, 35, _CAPTURE_DAYS))
    last = day(first.toordinal() + whole(rng, *_REVIEW_DAYS))
    land = farm(rng, _region(county), first)
    money = means(rng, members, land, first)
    profile = _profile(land.sections)
    head = papers.poverty_fields(papers.head_sheet(rng, members, village, profile), rng)
    paper_no = f"{county}{number:06d}"
    grade = pick(rng, _GRADES)
    sections = {
        "H": [head],
        "M": members,
        "L": [papers.labour_summary(members)],
        "N": _enterprise(rng, members, land.sections),
        "R": [papers.demand(rng, profile)],
        "P": [papers.review(rng, paper_no, last, grade)],
        "W": papers.photos(paper_no, head, first),
        "K": papers.consents(first),
    }
    sections |= land.sections | money
    found = spoil(sections, rng)
    return Draft(number, county, village[0], head_of(members), sections, first, last, found)


def head_of(members: list[Row]) -> Head:
    """ID cards of people over 46 have no end (居民身份证法 art. 5)."""
    head = members[0]
    born = head["birth_date"]
    valid_to = None if born < "1980" else _in_2036(born[5:7], born[8:])
    return Head(head["name"], head["id_no"], head["mobile"], valid_to)


@cache
def _in_2036(month: str, of_month: str) -> date:
    return date(2036, int(month), min(int(of_month), 28))


def _profile(sections: dict[str, list[Row]]) -> str:
    if sections["V"]:
        return "02"
    return "03" if any("tree_age" in crop for crop in sections["C"]) else "01"


def _enterprise(rng: Random, members: list[Row], sections: dict[str, list[Row]]) -> list[Row]:
    if rng.random() > 0.14:
        return []
    own = rng.random() < 0.3
    return [
        {
            "entity_kind": "4",
            "role": "1" if own else "2",
            "name": f"{members[0]['name']}种植大户" if own else "村集体种植大户",
            "level": "1" if own and rng.random() < 0.3 else "0",
            "scale_mu": sections["G"][0]["area_mu"],
        }
    ]
