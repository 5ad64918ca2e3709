"""Three households whose application for 优农贷 (up to 50,000 yuan) ends as the name says.

approve: a sound family farm. refer: the same farm, paid a land subsidy for much more land than it
declares (CRS001), so that officers look. decline: debts eat two thirds of the income (DEB002).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from devkit.population import papers
from devkit.population.farms import machine
from devkit.population.households import Draft, head_of, villages_of
from devkit.population.identities import ArchetypeIdentities, Identities
from devkit.population.names import full_name, surname

Row = dict[str, Any]

_ARABLE_MU, _ORCHARD_MU = "9.50", "6.00"
_YEARS = 5
# So long ago the village met: what it found has hung out for its seven days (公示).
_REVIEWED_BEFORE, _CAPTURED_BEFORE = timedelta(days=8), timedelta(days=9)


def archetype(kind: str, county: str, number: int, today: date) -> Draft:
    """The archetype of that kind and number in a county, ready to be approved today."""
    change = _CHANGES[kind]
    # An own block of numbers per kind, so that their people never meet.
    identity = number * len(KINDS) + KINDS.index(kind)
    rng = Random(f"{kind}/{county}/{number}")
    village = _village(county, number)
    members = _members(rng, ArchetypeIdentities(county, identity))
    paper_no = f"{county}9{identity:05d}"
    head = papers.head_sheet(rng, members, village, "03") | {"household_type": "01"}
    sections = _farm(today) | _money(today) | _papers(rng, members, head, paper_no, today)
    change(sections, today)
    captured_on, reviewed_on = today - _CAPTURED_BEFORE, today - _REVIEWED_BEFORE
    return Draft(number, county, village[0], head_of(members), sections, captured_on, reviewed_on)


def _village(county: str, number: int) -> tuple[str, str]:
    found = villages_of(county)
    return found[number % len(found)]


def _members(rng: Random, identities: Identities) -> list[Row]:
    """A couple in their forties, she with work in the county town, and a daughter at school."""
    name, other = surname(rng), surname(rng)
    people = (
        ("02", date(1981, 3, 4), True, name, "1", "60"),
        ("10", date(1983, 9, 21), False, other, "2", "70"),
        ("30", date(2011, 6, 2), False, name, "7", "70"),
    )
    return [_member(rng, identities, place, person) for place, person in enumerate(people, start=1)]


def _member(
    rng: Random, identities: Identities, place: int, person: tuple[str, date, bool, str, str, str]
) -> Row:
    relation, born, is_male, family, work, education = person
    is_pupil = work == "7"
    id_no = identities.id_no(born, is_male)
    birth_date = f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}"
    row: Row = {
        "member_no": place,
        "name": full_name(rng, family, is_male, str(born.year)),
        "id_type": "02" if is_pupil else "01",
        "id_no": id_no,
        "relation": relation,
        "gender": "1" if is_male else "2",
        "birth_date": birth_date,
        "nation": "01",
        "marital": "10" if is_pupil else "20",
        "education": education,
        "health": "1",
        "labour_ability": "4" if is_pupil else "1",
        "skill": "00" if is_pupil else "01",
        "work_status": work,
        "months_away": 0,
        "village_cadre": "0",
        "pension_status": "0" if is_pupil else "1",
        "medical_status": "1",
        "bad_habit": "0",
    }
    if work == "2":
        row["monthly_wage"] = "3000.00"
    return row if is_pupil else row | {"mobile": identities.phone()}


def _farm(today: date) -> dict[str, list[Row]]:
    parcels = (("012", _ARABLE_MU), ("021", _ORCHARD_MU), ("031", "3.00"))
    crops = (
        ("102", _ARABLE_MU, "480.00", "2.20", "420.00"),
        ("201", _ORCHARD_MU, "2400.00", "5.20", "4200.00"),
    )
    return {
        "G": [
            {
                "parcel_no": number,
                "land_class": land_class,
                "area_mu": area,
                "tenure": "1",
                "contract_no": f"NC2018{number:04d}",
                "irrigation": "1",
                "main_crop": "102" if land_class == "012" else "201",
                "confirmed": "1",
            }
            for number, (land_class, area) in enumerate(parcels, start=1)
        ],
        "C": [
            {
                "season_year": today.year - 1,
                "crop": crop,
                "area_mu": area,
                "yield_kg_mu": harvest,
                "price": price,
                "cost_mu": cost,
                "insured": "1",
                "sales_channel": "2",
            }
            | ({"tree_age": 9} if crop == "201" else {})
            for crop, area, harvest, price, cost in crops
        ],
        "V": [],
        "X": [machine(0, today - timedelta(days=1100), today)],
        "N": [],
    }


def _money(today: date) -> dict[str, list[Row]]:
    year = today.year - 1
    gross = {"1": ("10000.00", "4000.00"), "3": ("74800.00", "25200.00")}
    spent = {"1": "24000.00", "2": "4000.00", "3": "2500.00", "4": "4000.00"}
    assets = {
        "01": "18000.00",
        "02": "9000.00",
        "03": "6000.00",
        "05": "38000.00",
        "06": "150000.00",
        "07": "32000.00",
    }
    return {
        "I": [
            {"year": year, "income_kind": kind, "gross": came, "cost": cost, "evidence": "3"}
            for kind, (came, cost) in gross.items()
        ]
        + [{"year": year, "income_kind": "4", "gross": "30000.00", "evidence": "1"}],
        "E": [{"year": year, "expense_kind": k, "amount": amount} for k, amount in spent.items()],
        "B": [
            {
                "house_kind": "1",
                "structure": "1",
                "floor_area": "160.00",
                "built_year": 2012,
                "est_value": "150000.00",
                "cert": "1",
                "danger_level": "A",
            }
        ],
        "A": [{"asset_kind": k, "amount": amount, "source": "2"} for k, amount in assets.items()],
        "D": [_debt("5", "合作社农资部", "5000.00", "5000.00", today)],
        "S": _subsidies(_ARABLE_MU, today),
    }


def _debt(kind: str, creditor: str, balance: str, payment: str, today: date) -> Row:
    row: Row = {
        "debt_kind": kind,
        "creditor": creditor,
        "balance": balance,
        "annual_payment": payment,
        "rate": "8.0000",
        "due_date": date(today.year + 1, 6, 30).isoformat(),
    }
    return row | {"class5": "1"} if kind == "2" else row


def _subsidies(land_mu: str, today: date) -> list[Row]:
    """Land and orchard subsidies, paid in June and November of each of five years."""
    days = [
        (date(year, month, 18), item)
        for year in range(today.year - _YEARS, today.year + 1)
        for month, item in ((6, "SBA01"), (11, "SBB02"))
    ]
    return [
        {
            "item_code": item,
            "pay_date": day.isoformat(),
            "amount": "665.00" if item == "SBA01" else "480.00",
            "qty": land_mu if item == "SBA01" else _ORCHARD_MU,
            "batch_no": f"{day:%Y%m}{item}",
        }
        for day, item in days
        if day <= today
    ]


def _papers(
    rng: Random, members: list[Row], head: Row, paper_no: str, today: date
) -> dict[str, list[Row]]:
    return {
        "H": [head],
        "M": members,
        "L": [papers.labour_summary(members)],
        "R": [papers.demand(rng, "03")],
        "P": [papers.review(rng, paper_no, today - _REVIEWED_BEFORE, "A")],
        "W": papers.photos(paper_no, head, today),
        "K": papers.consents(today),
    }


def _as_it_is(_sections: dict[str, list[Row]], _today: date) -> None:
    """approve"""


def _paid_for_more_land(sections: dict[str, list[Row]], today: date) -> None:
    sections["S"] = _subsidies("17.50", today)


def _deep_in_debt(sections: dict[str, list[Row]], today: date) -> None:
    sections["D"] = [
        _debt("2", "邮储银行", "60000.00", "24000.00", today),
        _debt("4", "亲友", "30000.00", "10000.00", today),
    ]


_CHANGES: dict[str, Callable[[dict[str, list[Row]], date], None]] = {
    "approve": _as_it_is,
    "refer": _paid_for_more_land,
    "decline": _deep_in_debt,
}
KINDS = tuple(_CHANGES)
