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
from devkit.population.households import Draft
from devkit.population.identities import SEED
from nongxin.catalog.farming import Subsidy, subsidies

Row = dict[str, Any]
Sections = dict[str, list[Row]]
_Quantity = Callable[[Sections, Row], Decimal]
YEARS = 5
_NONE, _ONE = Decimal(0), Decimal(1)
_A_FEN = Decimal("0.01")
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
    quantities: _Quantity
    head_only: bool = True


class Run(NamedTuple):
    """The same amount paid to the same person on many days, each with its batch. `wrong` are the
    name and number that stand there instead, by place among the days.
    """

    item_code: str
    days: tuple[tuple[str, str], ...]
    name: str
    id_no: str
    amount: str
    qty: str
    wrong: dict[int, tuple[str, str]]


def payouts(draft: Draft, today: date, seed: int = SEED) -> Iterator[Line]:
    """The household's lines of the five years before today, not sorted."""
    for run in runs(draft, today, seed):
        for place, (batch, day) in enumerate(run.days):
            name, id_no = run.wrong.get(place, (run.name, run.id_no))
            yield Line(run.item_code, batch, day, name, id_no, run.amount, run.qty)


def runs(draft: Draft, today: date, seed: int = SEED) -> Iterator[Run]:
    """The same as `payouts`, not yet line by line."""
    rng = Random(f"payouts/{seed}/{draft.county}/{draft.number}")
    sections = draft.sections
    for payee in _PAYEES:
        for member in sections["M"][: 1 if payee.head_only else None]:
            qty = payee.quantities(sections, member)
            if qty and rng.random() * 1000 < payee.per_mille:
                yield _run(rng, payee.item, member, qty, today)


def _run(rng: Random, item: str, member: Row, qty: Decimal, today: date) -> Run:
    amount = f"{max(_rate(item, whole(rng, 0, 20)) * qty, _A_FEN):.2f}"
    name, id_no, days = member["name"], member["id_no"], _days(item, today)
    wrong = {
        place: _wrong(rng, name, id_no)
        for place in range(len(days))
        if rng.random() * 1000 < _WRONG_PER_MILLE
    }
    return Run(item, days, name, id_no, amount, f"{qty:.2f}", wrong)


@cache
def _rate(item: str, twentieth: int) -> Decimal:
    """Yuan a unit, so many twentieths of the way from the item's least to its most."""
    told = subsidies()[item]
    return told.amount_min + (told.amount_max - told.amount_min) * twentieth / 20


@cache
def _days(item: str, today: date) -> tuple[tuple[str, str], ...]:
    """Batch and day of every payment in the five years before today."""
    months = _months(subsidies()[item])
    days = [date(y, m, 15) for y in range(today.year - YEARS, today.year + 1) for m in months]
    return tuple(
        (f"{day:%Y%m}{item}", day.isoformat())
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
    return _ONE


def _arable(sections: Sections, _: Row) -> Decimal:
    """What it claims to be paid for, where it claims anything."""
    claimed = [row["qty"] for row in sections["S"] if row["item_code"] == "SBA01"]
    return Decimal(claimed[-1]) if claimed else arable_mu(sections["G"])


def _parcels(kind: str) -> _Quantity:
    return _summed("G", "land_class", kind, "area_mu")


def _crop(code: str) -> _Quantity:
    return _summed("C", "crop", code, "area_mu")


def _heads_of(species: str) -> _Quantity:
    return _summed("V", "species", species, "stock")


def _summed(section: str, field: str, code: str, quantity: str) -> _Quantity:
    def total(sections: Sections, _: Row) -> Decimal:
        found = [Decimal(row[quantity]) for row in sections[section] if row[field] == code]
        return sum(found, _NONE) if found else _NONE

    return total


def _household(code: str) -> _Quantity:
    return lambda sections, _: _ONE if sections["H"][0]["household_type"] == code else _NONE


def _member(name: str, *codes: str) -> _Quantity:
    return lambda _, member: _ONE if member.get(name) in codes else _NONE


def _older(years: int) -> _Quantity:
    latest = str(2026 - years)
    return lambda _, member: _ONE if member["birth_date"][:4] <= latest else _NONE


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
