"""A household's money: incomes I, expenses E, houses B, assets A, debts D, subsidies S."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import pick, spread, step, whole
from devkit.population.farms import Farm, mu

Row = dict[str, Any]
_LAND_SUBSIDY_A_MU = 70
_PENSION_A_MONTH = 163
_YEARS = 5
_DEBT_KINDS = spread(("2", 45), ("3", 20), ("4", 20), ("5", 15))


def yuan(amount: int) -> str:
    return f"{amount}.00"


class _Family(NamedTuple):
    """What members earn in a year by wages and by trade (yuan), and how many cost or draw what."""

    people: int
    wages: int
    trade: int
    pupils: int
    sick: int
    pensioners: int


def means(rng: Random, members: list[Row], farm: Farm, captured_on: date) -> dict[str, list[Row]]:
    """Rows by section."""
    year, family = captured_on.year - 1, _family(members)
    incomes, earned = _incomes(family, farm, year)
    expenses, spent = _expenses(rng, family, year)
    house = step(rng, 60_000, 240_000, 5_000)
    net = earned - spent
    return {
        "I": incomes,
        "E": expenses,
        "B": [_house(rng, house)],
        "D": _debts(rng, max(net, 0), captured_on),
        "S": subsidies(family.pensioners, farm, captured_on),
        "A": _assets(rng, net, farm, house),
    }


def _family(members: list[Row]) -> _Family:
    wages = trade = pupils = sick = pensioners = 0
    for m in members:
        work = m["work_status"]
        if work == "7":
            pupils += 1
        elif work == "5":
            trade += 42_000
        elif "monthly_wage" in m:
            wages += int(m["monthly_wage"][:-3]) * (m["months_away"] or 10)
        sick += m["health"] != "1"
        pensioners += m["pension_status"] == "2"
    return _Family(len(members), wages, trade, pupils, sick, pensioners)


def _incomes(family: _Family, farm: Farm, year: int) -> tuple[list[Row], int]:
    """Rows, and what they leave together."""
    transfers = farm.arable * _LAND_SUBSIDY_A_MU // 10 + family.pensioners * 12 * _PENSION_A_MONTH
    rows, left = [], 0
    for kind, gross, cost in (
        ("1", farm.crop_gross, farm.crop_cost),
        ("3", farm.fruit_gross, farm.fruit_cost),
        ("2", farm.animal_gross, farm.animal_cost),
        ("5", family.trade * 2, family.trade),
    ):
        if gross:
            spent = min(cost, gross)
            left += gross - spent
            rows.append(
                {
                    "year": year,
                    "income_kind": kind,
                    "gross": f"{gross}.00",
                    "cost": f"{spent}.00",
                    "evidence": "4",
                }
            )
    for kind, gross, evidence in (("4", family.wages, "3"), ("7", transfers, "1")):
        if gross:
            row = {"year": year, "income_kind": kind, "gross": f"{gross}.00", "evidence": evidence}
            rows.append(row)
    return rows, left + family.wages + transfers


def _expenses(rng: Random, family: _Family, year: int) -> tuple[list[Row], int]:
    """Rows, and what they come to."""
    people = family.people
    spent = (
        ("1", people * step(rng, 6_000, 9_500, 100)),
        ("2", family.pupils * step(rng, 1_500, 6_000, 100)),
        ("3", 600 * people + family.sick * step(rng, 1_000, 7_000, 100)),
        ("4", step(rng, 2_000, 7_000, 100)),
    )
    rows = [
        {"year": year, "expense_kind": kind, "amount": f"{amount}.00"}
        for kind, amount in spent
        if amount
    ]
    return rows, sum([amount for _, amount in spent])


def _house(rng: Random, value: int) -> Row:
    return {
        "house_kind": "1",
        "structure": pick(rng, "1123"),
        "floor_area": yuan(step(rng, 90, 260, 10)),
        "built_year": whole(rng, 1990, 2022),
        "est_value": yuan(value),
        "cert": "1",
        "danger_level": "A",
    }


def _assets(rng: Random, net: int, farm: Farm, house: int) -> list[Row]:
    savings = max(net, 4_000) * whole(rng, 30, 160) // 100
    machines = sum([int(m["net_value"][:-3]) for m in farm.sections["X"]])
    held = (
        ("01", savings // 2, "2"),
        ("02", savings // 3, "2"),
        ("03", farm.crop_gross // 4, "2"),
        ("04", farm.animal_gross // 2, "2"),
        ("05", machines, "2"),
        ("06", house, "3"),
        ("07", pick(rng, (0, 0, 3_000, 8_000, 35_000)), "2"),
    )
    return [
        {"asset_kind": kind, "amount": f"{amount}.00", "source": source}
        for kind, amount, source in held
        if amount
    ]


def _debts(rng: Random, net: int, captured_on: date) -> list[Row]:
    if rng.random() > 0.36:
        return []
    kind = pick(rng, _DEBT_KINDS)
    balance = step(rng, 3_000, 30_000, 1_000)
    if rng.random() < 0.1:
        balance += net * 2
    row: Row = {
        "debt_kind": kind,
        "creditor": {"2": "邮储银行", "3": "信用卡中心", "4": "亲友", "5": "农资店"}[kind],
        "balance": yuan(balance),
        "annual_payment": yuan(balance // 3),
        "rate": "6.5000" if kind in "23" else "0.0000",
        "due_date": date(captured_on.year + 2, 6, 30).isoformat(),
    }
    if kind == "2":
        row["class5"] = "1"
    return [row]


def subsidies(pensioners: int, farm: Farm, captured_on: date) -> list[Row]:
    """Land subsidy of five years, a year of pensions."""
    rows: list[Row] = []
    if farm.arable:
        amount, counted = yuan(farm.arable * _LAND_SUBSIDY_A_MU // 10), mu(farm.arable)
        rows = [
            {
                "item_code": "SBA01",
                "pay_date": day,
                "amount": amount,
                "qty": counted,
                "batch_no": batch,
            }
            for day, batch in _land_days(captured_on)
        ]
    for _ in range(pensioners):
        rows += _pension(captured_on.year - 1)
    return rows


@cache
def _land_days(captured_on: date) -> list[tuple[str, str]]:
    """Day and batch."""
    days = (date(year, 6, 20) for year in range(captured_on.year - _YEARS, captured_on.year + 1))
    return [(day.isoformat(), f"{day:%Y%m}SBA01") for day in days if day <= captured_on]


@cache
def _pension(year: int) -> list[Row]:
    return [
        {
            "item_code": "SBH01",
            "pay_date": f"{year}-{month:02d}-15",
            "amount": yuan(_PENSION_A_MONTH),
            "qty": "1.00",
            "batch_no": f"{year}{month:02d}SBH01",
        }
        for month in range(1, 13)
    ]
