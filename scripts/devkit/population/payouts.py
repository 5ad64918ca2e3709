"""What finance pays a household in five years (一卡通发放明细), as lines of payout files.

Who gets what is a table: an item, whom it goes to, and the share of those who do (assumed). Amounts
lie within the item's range in catalog/data/subsidies.csv. A few lines are wrong, as real ones are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import PAYOUTS, pick, stream, whole
from devkit.population.farms import arable_mu
from devkit.population.households import Draft
from devkit.population.identities import SEED
from nongxin.catalog.farming import Subsidy, subsidies

Row = dict[str, Any]
Sections = dict[str, list[Row]]
YEARS = 5
_ONE = 100  # hundredths
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
    """So many of those who are entitled to an item are paid it."""

    item: str
    per_mille: int


_Payees = tuple[_Payee, ...]


class Wrong(NamedTuple):
    """What stands in one payment of a run in place of the right name and number."""

    place: int
    name: str
    id_no: str


class Run(NamedTuple):
    """The same amount paid to the same person on all days of an item; at most one is `wrong`."""

    item_code: str
    name: str
    id_no: str
    amount: str
    qty: str
    wrong: Wrong | None


def payouts(draft: Draft, today: date, seed: int = SEED) -> Iterator[Line]:
    """The household's lines of the five years before today, not sorted."""
    for run in runs(draft, today, seed):
        for place, (batch, day) in enumerate(days(run.item_code, today)):
            who = run.wrong if run.wrong and run.wrong.place == place else run
            yield Line(run.item_code, batch, day, who.name, who.id_no, run.amount, run.qty)


def runs(draft: Draft, today: date, seed: int = SEED) -> list[Run]:
    """The same as `payouts`, not yet line by line."""
    rng = stream(seed, draft.county, draft.number, PAYOUTS)
    draw, head, found = rng.random, draft.sections["M"][0], []
    for payees, member, qty in _entitled(draft.sections, head):
        for payee in payees:
            if draw() * 1000 < payee.per_mille:
                found.append(_run(rng, payee.item, member, qty, today))
    return found


def _run(rng: Random, item: str, member: Row, qty: int, today: date) -> Run:
    name, id_no = member["name"], member["id_no"]
    # One draw: a place among the days, as often as each of them is wrong, or beyond them.
    place = int(rng.random() * 1000 / _WRONG_PER_MILLE)
    is_wrong = place < len(days(item, today))
    wrong = Wrong(place, *_wrong(rng, name, id_no)) if is_wrong else None
    return Run(item, name, id_no, *_paid(item, whole(rng, 0, 20), qty), wrong)


def _paid(item: str, twentieth: int, hundredths: int) -> tuple[str, str]:
    """Amount and quantity as they are written: to the fen, rounded half up, one fen at least."""
    fen = (_rate(item, twentieth) * hundredths + 5_000) // 10_000 or 1
    return f"{fen // 100}.{fen % 100:02d}", f"{hundredths // 100}.{hundredths % 100:02d}"


@cache
def _rate(item: str, twentieth: int) -> int:
    """Hundredths of a fen a unit, so many twentieths of the way from the item's least to most."""
    told = subsidies()[item]
    yuan = told.amount_min + (told.amount_max - told.amount_min) * twentieth / 20
    return int(yuan * 10_000)


@cache
def days(item: str, today: date) -> tuple[tuple[str, str], ...]:
    """Batch and day of every payment in the five years before today."""
    months = _months(subsidies()[item])
    dates = [date(y, m, 15) for y in range(today.year - YEARS, today.year + 1) for m in months]
    return tuple(
        (f"{day:%Y%m}{item}", day.isoformat())
        for day in dates
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


def _entitled(sections: Sections, head: Row) -> Iterator[tuple[_Payees, Row, int]]:
    """Who may be paid what for something that the household or one of its members has; to whom it
    goes; and how much of it, in hundredths.
    """
    if arable := _arable(sections):
        yield _FOR_ARABLE, head, arable
    for section, field, quantity, payees in _BY_ROWS:
        found: dict[str, int] = {}
        for row in sections[section]:
            if (code := row[field]) in payees:
                found[code] = found.get(code, 0) + _hundredths(row[quantity])
        for code, amount in found.items():
            yield payees[code], head, amount
    yield _FOR_ANYBODY + _BY_HOUSEHOLD_TYPE.get(sections["H"][0]["household_type"], ()), head, _ONE
    for member in sections["M"]:
        of_member = _of_member(member["birth_date"][:4], *map(member.get, _BY_MEMBER))
        if of_member:
            yield of_member, member, _ONE


@cache
def _of_member(born_in: str, *codes: str | None) -> _Payees:
    """`codes` are those of the fields that tell."""
    told = zip(_BY_MEMBER.values(), codes, strict=True)
    by_code = [payee for by_code, code in told for payee in by_code.get(code, ())]
    by_age = [payee for year, payees in _BY_BIRTH if born_in < year for payee in payees]
    return (*by_code, *by_age)


def _arable(sections: Sections) -> int:
    """What it claims to be paid for, where it claims anything."""
    claims = [row["qty"] for row in sections["S"][:1] if row["item_code"] == "SBA01"]
    return _hundredths(claims[0] if claims else str(arable_mu(sections["G"])))


def _hundredths(quantity: str | int) -> int:
    """Of a whole number, or of a text with two places."""
    return quantity * 100 if isinstance(quantity, int) else int(quantity.replace(".", ""))


_FOR_ARABLE: _Payees = (_Payee("SBA01", 970), _Payee("SBA10", 700))
_FOR_ANYBODY: _Payees = (
    _Payee("SBF05", 10), _Payee("SBG07", 8), _Payee("SBJ06", 15), _Payee("SBJ09", 120)
)  # fmt: skip
# Section, the field that tells, the field that counts; and who is paid by what the first one says.
_BY_ROWS: tuple[tuple[str, str, str, dict[str, _Payees]], ...] = (
    ("G", "land_class", "area_mu", {"031": (_Payee("SBE01", 300), _Payee("SBE05", 400))}),
    ("C", "crop", "area_mu", {
        "101": (_Payee("SBA15", 300),),
        "106": (_Payee("SBA12", 200),),
        "201": (_Payee("SBB02", 250),),
        "203": (_Payee("SBB03", 200),),
    }),
    ("V", "species", "stock", {"01": (_Payee("SBC01", 500),), "03": (_Payee("SBC07", 300),)}),
)  # fmt: skip
_BY_HOUSEHOLD_TYPE: dict[str, _Payees] = {
    "03": (_Payee("SBE11", 60), _Payee("SBK05", 500)),
    "04": (_Payee("SBF01", 900),),
}
_BY_MEMBER: dict[str, dict[str | None, _Payees]] = {
    "health": {"4": (_Payee("SBF08", 500),)},
    "pension_status": {"1": (_Payee("SBH02", 500),)},
    "work_status": {
        "7": (_Payee("SBK02", 150),),
        "3": (_Payee("SBK08", 300),),
        "4": (_Payee("SBK08", 300),),
    },
    "village_cadre": {"1": (_Payee("SBL01", 300),)},
}
# Who was born before the year: of 60 and of 70 years.
_BY_BIRTH: tuple[tuple[str, _Payees], ...] = (
    ("1967", (_Payee("SBH01", 950), _Payee("SBI01", 60))),
    ("1957", (_Payee("SBF10", 800),)),
)
