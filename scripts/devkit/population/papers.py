"""The paper around a household: head sheet H, labour L, demand R, review P, photos W,
consents K.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from functools import cache, lru_cache
from random import Random
from typing import Any

from devkit.population.draws import pick, spread, step, whole
from nongxin.archives.facts.derived import labour
from nongxin.kernel.clock import SHANGHAI

Row = dict[str, Any]

# Rough centres of the prefecture cities, degrees east and north.
_CENTRES = {
    "6101": (108.94, 34.34), "6102": (108.94, 34.90), "6103": (107.24, 34.36),
    "6104": (108.45, 34.50), "6105": (109.51, 34.70), "6106": (109.49, 36.59),
    "6107": (106.60, 33.20), "6108": (109.73, 38.10), "6109": (109.03, 32.68),
    "6110": (109.94, 33.87),
}  # fmt: skip
_PHOTOS = ("01", "02", "04", "05", "09", "10")
_CONSENTS = "12345"
_SCORES = ("item_character", "item_family", "item_industry", "item_neighbour", "item_debt")
_LOWEST_SCORES = {"A": 86, "B": 74, "C": 62, "D": 40}
_HOUSEHOLD_TYPES = spread(("01", 88), ("03", 9), ("04", 3))


def head_sheet(rng: Random, members: list[Row], village: tuple[str, str], profile: str) -> Row:
    """`village` is code and name."""
    code, name = village
    lng, lat = _CENTRES[code[:4]]
    group = whole(rng, 1, 9)
    return {
        "group_no": f"{group}组",
        "head_member_no": 1,
        "household_type": pick(rng, _HOUSEHOLD_TYPES),
        "hukou_type": "1",
        "address": f"{name}{group}组{whole(rng, 1, 120)}号",
        "lng": f"{lng - 0.2 + 0.4 * rng.random():.6f}",
        "lat": f"{lat - 0.15 + 0.3 * rng.random():.6f}",
        "years_in_village": whole(rng, 8, 50),
        "credit_village_flag": "1" if int(code) % 3 == 0 else "0",
        "business_profile": profile,
    }


def poverty_fields(head: Row, rng: Random) -> Row:
    """A household lifted out of poverty says why it was poor."""
    if head["household_type"] != "03":
        return head
    cause = pick(rng, ("01", "03", "06", "07", "09"))
    return head | {"poverty_cause": cause, "poverty_card_no": f"{whole(rng, 0, 10**11 - 1):011d}"}


def labour_summary(members: list[Row]) -> Row:
    abilities, away = "", 0
    for m in members:
        abilities += m["labour_ability"]
        away += m["work_status"] in "34" and m["labour_ability"] in "12"
    return _labour(abilities, away)


@cache
def _labour(abilities: str, away: int) -> Row:
    """Of members who are so able, one digit each; a row that alike households share."""
    told = labour([{"labour_ability": each} for each in abilities])
    return {
        "labour_count": str(told.labour_count),
        "dependants": str(told.dependants),
        "dependency_ratio": str(told.dependency_ratio),
        "away_labour": min(away, int(told.labour_count)),
    }


def demand(rng: Random, profile: str) -> Row:
    return {
        "purpose": {"02": "02", "03": "03"}.get(profile, "01"),
        "amount": f"{step(rng, 10, 60, 5) * 1000}.00",
        "term_months": pick(rng, (12, 24, 36)),
        "need_month": pick(rng, (2, 3, 9, 10)),
        "repay_source": {"02": "2", "03": "3"}.get(profile, "1"),
        "guarantee": "1",
    }


def review(rng: Random, number: str, reviewed_on: date, grade: str, veto: str = "0") -> Row:
    """Scores follow the grade that the village gave."""
    low = _LOWEST_SCORES[grade]
    return {
        "review_no": f"PY{number}",
        "review_date": reviewed_on.isoformat(),
        "reviewer_count": pick(rng, (5, 7, 9)),
        "veto": veto,
        "village_grade": grade,
        "publicity_days": 7,
        "secretary_sign": _file(number, "a1"),
        "manager_sign": _file(number, "a2"),
        **{name: low + whole(rng, 0, 9) for name in _SCORES},
    }


def photos(number: str, head: Row, captured_on: date) -> list[Row]:
    """`shot_by` is filled in with the officer who captures."""
    stem, at, place = _stem(number), _at(captured_on, 10), {"lng": head["lng"], "lat": head["lat"]}
    return [
        {"doc_kind": kind, "file_id": kind + stem, "shot_time": at, "shot_gps": place}
        for kind in _PHOTOS
    ]


def consents(captured_on: date) -> list[Row]:
    return list(_consents(captured_on))


@cache
def _consents(captured_on: date) -> tuple[Row, ...]:
    """Rows that all households of a day share: whoever changes one changes a copy."""
    return tuple(
        {
            "consent_kind": kind,
            "text_version": "2026.1",
            "signed_at": _at(captured_on, 9),
            "channel": "1",
            "valid_to": date(captured_on.year + 3, 12, 31).isoformat(),
        }
        for kind in _CONSENTS
    )


@lru_cache
def _at(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), SHANGHAI).isoformat(timespec="seconds")


@lru_cache(maxsize=2)  # all files of a household, one after another
def _stem(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[2:]


def _file(number: str, kind: str) -> str:
    """Stands for a file: looks like the hash of one (`kind` is two digits of it)."""
    return kind + _stem(number)
