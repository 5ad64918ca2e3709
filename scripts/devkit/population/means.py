"""A household's money: incomes I, expenses E, houses B, assets A, debts D, subsidies S."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from devkit.population.draws import pick, spread, step, whole
from devkit.population.farms import Farm, arable_mu

Row = dict[str, Any]
_LAND_SUBSIDY_A_MU = 70
_PENSION_A_MONTH = 163
_YEARS = 5
_DEBT_KINDS = spread(("2", 45), ("3", 20), ("4", 20), ("5", 15))


def yuan(amount: int) -> str:
    return f"{amount}.00"


@dataclass(frozen=True)
class Means:
    """Rows by section, and what the household has left in a year (yuan)."""

    sections: dict[str, list[Row]]
    net_income: int


def means(rng: Random, members: list[Row], farm: Farm, captured_on: date) -> Means:
    year = captured_on.year - 1
    paid = subsidies(members, farm, captured_on)
    incomes = _incomes(members, farm, paid, year)
    expenses = _expenses(rng, members, year)
    earned = sum([_left(r) for r in incomes])
    net = earned - sum([int(r["amount"][:-3]) for r in expenses])
    sections = {
        "I": incomes,
        "E": expenses,
        "B": [_house(rng)],
        "D": _debts(rng, max(net, 0), captured_on),
        "S": paid,
    }
    return Means(sections | {"A": _assets(rng, net, farm, sections["B"])}, net)


def _left(income: Row) -> int:
    return int(income["gross"][:-3]) - int(income.get("cost", "0.00")[:-3])


def _incomes(members: Iterable[Row], farm: Farm, paid: Iterable[Row], year: int) -> list[Row]:
    told = str(year)
    wages = sum(
        [
            int(m["monthly_wage"][:-3]) * (m["months_away"] or 10)
            for m in members
            if "monthly_wage" in m
        ]
    )
    trade = sum([m["work_status"] == "5" for m in members]) * 42_000
    transfers = sum([int(p["amount"][:-3]) for p in paid if p["pay_date"].startswith(told)])
    earned = (
        ("1", farm.crop_gross, farm.crop_cost),
        ("3", farm.fruit_gross, farm.fruit_cost),
        ("2", farm.animal_gross, farm.animal_cost),
        ("5", trade * 2, trade),
    )
    found = [_business(kind, gross, cost, year) for kind, gross, cost in earned if gross]
    for kind, gross, evidence in (("4", wages, "3"), ("7", transfers, "1")):
        if gross:
            row = {"year": year, "income_kind": kind, "gross": yuan(gross), "evidence": evidence}
            found.append(row)
    return found


def _business(kind: str, gross: int, cost: int, year: int) -> Row:
    return {
        "year": year,
        "income_kind": kind,
        "gross": yuan(gross),
        "cost": yuan(min(cost, gross)),
        "evidence": "4",
    }


def _expenses(rng: Random, members: list[Row], year: int) -> list[Row]:
    pupils = sum([m["work_status"] == "7" for m in members])
    sick = sum([m["health"] != "1" for m in members])
    found = {
        "1": len(members) * step(rng, 6_000, 9_500, 100),
        "2": pupils * step(rng, 1_500, 6_000, 100),
        "3": 600 * len(members) + sick * step(rng, 1_000, 7_000, 100),
        "4": step(rng, 2_000, 7_000, 100),
    }
    return [
        {"year": year, "expense_kind": kind, "amount": yuan(amount)}
        for kind, amount in found.items()
        if amount
    ]


def _house(rng: Random) -> Row:
    return {
        "house_kind": "1",
        "structure": pick(rng, "1123"),
        "floor_area": f"{step(rng, 90, 260, 10)}.00",
        "built_year": whole(rng, 1990, 2022),
        "est_value": yuan(step(rng, 60_000, 240_000, 5_000)),
        "cert": "1",
        "danger_level": "A",
    }


def _assets(rng: Random, net: int, farm: Farm, houses: list[Row]) -> list[Row]:
    savings = max(net, 4_000) * whole(rng, 30, 160) // 100
    machines = sum([int(m["net_value"][:-3]) for m in farm.sections["X"]])
    animals = farm.animal_gross // 2
    found = {
        "01": savings // 2,
        "02": savings // 3,
        "03": farm.crop_gross // 4,
        "04": animals,
        "05": machines,
        "06": sum([int(h["est_value"][:-3]) for h in houses]),
        "07": pick(rng, (0, 0, 3_000, 8_000, 35_000)),
    }
    return [
        {"asset_kind": kind, "amount": yuan(amount), "source": "3" if kind == "06" else "2"}
        for kind, amount in found.items()
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


def subsidies(members: list[Row], farm: Farm, captured_on: date) -> list[Row]:
    """Land subsidy of five years, a year of pensions."""
    land = arable_mu(farm.sections["G"])
    rows = []
    if land:
        amount, counted = yuan(max(int(land * _LAND_SUBSIDY_A_MU), 1)), f"{land:.2f}"
        rows = [_payment("SBA01", day, amount, counted) for day in _land_days(captured_on)]
    for member in members:
        if member["pension_status"] == "2":
            rows += _pension(captured_on.year - 1)
    return rows


@cache
def _land_days(captured_on: date) -> list[date]:
    days = (date(year, 6, 20) for year in range(captured_on.year - _YEARS, captured_on.year + 1))
    return [day for day in days if day <= captured_on]


@cache
def _pension(year: int) -> list[Row]:
    amount = yuan(_PENSION_A_MONTH)
    return [_payment("SBH01", date(year, month, 15), amount, "1.00") for month in range(1, 13)]


def _payment(item: str, day: date, amount: str, quantity: str) -> Row:
    pay_date, batch_no = _batch(item, day)
    return {
        "item_code": item,
        "pay_date": pay_date,
        "amount": amount,
        "qty": quantity,
        "batch_no": batch_no,
    }


@cache
def _batch(item: str, day: date) -> tuple[str, str]:
    return day.isoformat(), f"{day:%Y%m}{item}"
