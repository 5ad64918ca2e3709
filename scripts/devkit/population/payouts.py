"""What finance pays a household in five years (一卡通发放明细), as lines of payout files.

Who gets what is a table: an item, whom it goes to, and the share of those who do (assumed). Amounts
lie within the item's range in catalog/data/subsidies.csv. A few lines are wrong, as real ones are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import pick, whole
from devkit.population.farms import arable_mu
from devkit.population.households import SEED, Draft
from nongxin.catalog.farming import Subsidy, subsidies

Row = dict[str, Any]
Sections = dict[str, list[Row]]
YEARS = 5
_WRONG_PER_MILLE = 8  # a digit of the ID number, the name, or somebody of elsewhere


class Line(NamedTuple):
    """One payment: `amount` in yuan with two places, `qty` in the item's unit."""

    item_code: str
    batch_no: str
    pay_date: str
    name: str
    id_no: str
    amount: str
    qty: str


class _Payee(NamedTuple):
    """Of a household's members (numbers) and its quantities: who is entitled, and how much to."""

    item: str
    per_mille: int
    quantities: Callable[[Sections, Row], Decimal]
    head_only: bool = True


def payouts(draft: Draft, today: date, seed: int = SEED) -> Iterator[Line]:
    """The household's lines of the five years before today, not sorted."""
    rng = Random(f"payouts/{seed}/{draft.county}/{draft.number}")
    for payee in _PAYEES:
        for member in draft.sections["M"][: 1 if payee.head_only else None]:
            qty = payee.quantities(draft.sections, member)
            if qty and rng.random() * 1000 < payee.per_mille:
                yield from _paid(rng, subsidies()[payee.item], member, qty, today)


def _paid(rng: Random, item: Subsidy, member: Row, qty: Decimal, today: date) -> Iterator[Line]:
    rate = item.amount_min + (item.amount_max - item.amount_min) * whole(rng, 0, 20) / 20
    amount, counted = f"{max(rate * qty, Decimal('0.01')):.2f}", f"{qty:.2f}"
    name, id_no = member["name"], member["id_no"]
    for batch, day in _days(item, today):
        if rng.random() * 1000 < _WRONG_PER_MILLE:
            yield Line(item.code, batch, day, *_wrong(rng, name, id_no), amount, counted)
        else:
            yield Line(item.code, batch, day, name, id_no, amount, counted)


@cache
def _days(item: Subsidy, today: date) -> tuple[tuple[str, str], ...]:
    """Batch and day of every payment in the five years before today."""
    days = [
        date(y, m, 15) for y in range(today.year - YEARS, today.year + 1) for m in _months(item)
    ]
    return tuple(
        (f"{day:%Y%m}{item.code}", day.isoformat())
        for day in days
        if timedelta(0) <= today - day < timedelta(days=YEARS * 365)
    )


def _months(item: Subsidy) -> list[int]:
    often = int(item.payments_per_year)
    if often > 1:
        return [12 // min(often, 12) * n for n in range(1, min(often, 12) + 1)]
    first = item.typical_months.replace(",", "-").split("-")[0]
    return [int(first) if first.isdigit() else 9]


def _wrong(rng: Random, name: str, id_no: str) -> tuple[str, str]:
    kind = whole(rng, 0, 2)
    if kind == 0:
        return name, id_no[:9] + str((int(id_no[9]) + 1) % 10) + id_no[10:]
    if kind == 1:
        return name[0] + pick(rng, "某芳军丽"), id_no
    return name, id_no[:17] + ("0" if id_no[17] != "0" else "1")


def _one(_: Sections, member: Row) -> Decimal:
    return Decimal(1)


def _arable(sections: Sections, _: Row) -> Decimal:
    land = arable_mu(sections["G"])
    claimed = [row["qty"] for row in sections["S"] if row["item_code"] == "SBA01"]
    return Decimal(claimed[-1]) if claimed else land


def _parcels(kind: str) -> Callable[[Sections, Row], Decimal]:
    def area(sections: Sections, _: Row) -> Decimal:
        areas = (Decimal(p["area_mu"]) for p in sections["G"] if p["land_class"] == kind)
        return sum(areas, Decimal(0))

    return area


def _crop(code: str) -> Callable[[Sections, Row], Decimal]:
    def area(sections: Sections, _: Row) -> Decimal:
        areas = (Decimal(c["area_mu"]) for c in sections["C"] if c["crop"] == code)
        return sum(areas, Decimal(0))

    return area


def _heads_of(species: str) -> Callable[[Sections, Row], Decimal]:
    def stock(sections: Sections, _: Row) -> Decimal:
        return Decimal(sum(v["stock"] for v in sections["V"] if v["species"] == species))

    return stock


def _household(code: str) -> Callable[[Sections, Row], Decimal]:
    return lambda sections, _: Decimal(sections["H"][0]["household_type"] == code)


def _member(name: str, *codes: str) -> Callable[[Sections, Row], Decimal]:
    return lambda _, member: Decimal(member.get(name) in codes)


def _older(years: int) -> Callable[[Sections, Row], Decimal]:
    return lambda _, member: Decimal(int(member["birth_date"][:4]) <= 2026 - years)


_PAYEES = (
    _Payee("SBA01", 970, _arable),
    _Payee("SBA10", 700, _arable),
    _Payee("SBA15", 300, _crop("101")),
    _Payee("SBA12", 200, _crop("106")),
    _Payee("SBB02", 250, _crop("201")),
    _Payee("SBB03", 200, _crop("203")),
    _Payee("SBC01", 500, _heads_of("01")),
    _Payee("SBC07", 300, _heads_of("03")),
    _Payee("SBE01", 300, _parcels("031")),
    _Payee("SBE05", 400, _parcels("031")),
    _Payee("SBE11", 60, _household("03")),
    _Payee("SBF01", 900, _household("04")),
    _Payee("SBF05", 10, _one),
    _Payee("SBF08", 500, _member("health", "4"), head_only=False),
    _Payee("SBF10", 800, _older(70), head_only=False),
    _Payee("SBG07", 8, _one),
    _Payee("SBH01", 950, _older(60), head_only=False),
    _Payee("SBH02", 500, _member("pension_status", "1"), head_only=False),
    _Payee("SBI01", 60, _older(60), head_only=False),
    _Payee("SBJ06", 15, _one),
    _Payee("SBJ09", 120, _one),
    _Payee("SBK02", 150, _member("work_status", "7"), head_only=False),
    _Payee("SBK05", 500, _household("03")),
    _Payee("SBK08", 300, _member("work_status", "3", "4"), head_only=False),
    _Payee("SBL01", 300, _member("village_cadre", "1"), head_only=False),
)
