"""What is wrong with some households on purpose: patterns of fraud, and answers that are missing.

Each pattern has a share of all households (assumed) and a change to their sections. A changed
archive still passes the schema: what is wrong with it only shows to those who compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import pick, whole

Row = dict[str, Any]
Sections = dict[str, list[Row]]

# Fields that a tired officer leaves out, by section: all optional in the schema.
_LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "H": ("group_no", "years_in_village", "credit_village_flag"),
    "M": ("nation", "skill", "village_cadre", "medical_status", "pension_status"),
    "G": ("irrigation", "confirmed"),
    "C": ("insured", "sales_channel", "yield_kg_mu"),
    "V": ("shed_m2", "epidemic_cert", "insured"),
    "D": ("annual_payment", "rate", "due_date"),
    "B": ("built_year", "cert"),
    "S": ("batch_no",),
}
_FAR_DEGREES = Decimal("0.6")  # some 60 km


class Pattern(NamedTuple):
    """`per_mille` of all households have it."""

    name: str
    zh: str
    per_mille: int
    change: Callable[[Sections, Random], None]


def spoil(sections: Sections, rng: Random) -> tuple[str, ...]:
    """Changes the sections of some households; answers the names of their patterns."""
    draw = rng.random
    found = [pattern for pattern in PATTERNS if draw() * 1000 < pattern.per_mille]
    for pattern in found:
        pattern.change(sections, rng)
    return tuple([pattern.name for pattern in found])


def _land_counted_twice(sections: Sections, rng: Random) -> None:
    sections["S"] = [_twice(row) if row["item_code"] == "SBA01" else row for row in sections["S"]]


def _twice(row: Row) -> Row:
    qty = f"{Decimal(row['qty']) * 2:.2f}"
    return row | {"qty": qty, "amount": f"{Decimal(row['amount']) * 2:.2f}"}


def _photo_used_twice(sections: Sections, rng: Random) -> None:
    first, *others = sections["W"]
    sections["W"] = [first, others[0] | {"file_id": first["file_id"]}, *others[1:]]


def _shot_elsewhere(sections: Sections, rng: Random) -> None:
    for row in sections["W"]:
        place = row["shot_gps"]
        row["shot_gps"] = place | {"lat": str(Decimal(place["lat"]) + _FAR_DEGREES)}


def _harvest_inflated(sections: Sections, rng: Random) -> None:
    for row in sections["C"]:
        row["yield_kg_mu"] = f"{Decimal(row['yield_kg_mu']) * 3:.2f}"
    for row in sections["I"]:
        if row["income_kind"] in "13":
            row["gross"] = f"{Decimal(row['gross']) * 3:.2f}"


def _pension_of_the_young(sections: Sections, rng: Random) -> None:
    sections["M"][0]["pension_status"] = "2"


def _scores_agreed(sections: Sections, rng: Random) -> None:
    for row in sections["P"]:
        row |= {name: 100 for name in row if name.startswith("item_")}
        row |= {"village_grade": "A", "reviewer_count": 5}


def _debt_kept_quiet(sections: Sections, rng: Random) -> None:
    sections["D"] = []


def _answers_left_out(sections: Sections, rng: Random) -> None:
    for code, fields in _LEFT_OUT.items():
        if rows := sections[code]:
            place = whole(rng, 0, len(rows) - 1)
            rows[place] = rows[place].copy()  # rows may be shared with other households
            rows[place].pop(pick(rng, fields), None)


# Shares are assumed; real ones are nobody's to know.
PATTERNS = (
    Pattern("land-counted-twice", "耕地补贴面积虚增", 60, _land_counted_twice),
    Pattern("photo-used-twice", "影像重复使用", 10, _photo_used_twice),
    Pattern("shot-elsewhere", "异地拍摄", 10, _shot_elsewhere),
    Pattern("harvest-inflated", "产量收入虚报", 15, _harvest_inflated),
    Pattern("pension-of-the-young", "未到龄领取养老金", 5, _pension_of_the_young),
    Pattern("scores-agreed", "评议打分雷同", 8, _scores_agreed),
    Pattern("debt-kept-quiet", "隐瞒负债", 40, _debt_kept_quiet),
    Pattern("answers-left-out", "信息缺失", 300, _answers_left_out),
)
