"""Derived household variables (衍生变量): exact figures from a household's sections.

Money is whole fen, areas are mu, ratios are percent. None where the archive does not say enough:
nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nongxin.archives.household import Dossier
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.money import rounded, to_fen
from nongxin.kernel.value import value

Row = dict[str, Any]

ARABLE = frozenset({"011", "012", "013"})
ORCHARD = frozenset({"021", "022"})
FOREST = frozenset({"031", "032", "033"})
_USED = frozenset({"1", "2", "4"})  # contracted, leased in, own plot
_LEASED_OUT = "3"
_LIVING_EXPENSES = frozenset({"1", "2", "3", "4"})
_HOUSING = "06"
_HOUSING_WEIGHT = Decimal("0.30")
GUARANTEE = "6"
# A ratio over nothing: as bad as it gets, and still a number (assumed).
WORST_PERCENT = Decimal("999.99")
WORST_DEPENDENCY = Decimal("9.99")
_HALF = Decimal("0.5")


@value
class Labour:
    labour_count: Decimal
    dependants: Decimal
    dependency_ratio: Decimal


def labour(members: Iterable[Row]) -> Labour:
    """Able workers count 1, weak ones 0.5; the ratio is 9.99 where nobody works."""
    abilities = [m["labour_ability"] for m in members]
    able = Decimal(sum(a in ("1", "2") for a in abilities)) + _HALF * abilities.count("3")
    dependants = len(abilities) - able
    ratio = WORST_DEPENDENCY if not able else _places(dependants / able)
    return Labour(able, dependants, ratio)


@value
class Land:
    """Mu in use by class. Arable land leased out is taken off (schema: 衍生变量)."""

    arable: Decimal
    orchard: Decimal
    forest: Decimal


def land(parcels: Iterable[Row]) -> Land:
    rows = list(parcels)
    used = _mu(rows, ARABLE, _USED)
    leased_out = _mu(rows, ARABLE, frozenset({_LEASED_OUT}))
    every = _USED | {_LEASED_OUT, "5"}
    return Land(
        max(used - leased_out, Decimal(0)), _mu(rows, ORCHARD, every), _mu(rows, FOREST, every)
    )


def _mu(parcels: list[Row], classes: frozenset[str], tenures: frozenset[str]) -> Decimal:
    chosen = [p for p in parcels if p["land_class"] in classes and p["tenure"] in tenures]
    return sum((Decimal(p["area_mu"]) for p in chosen), Decimal(0))


@value
class Income:
    """Fen of a year: what is earned after costs, and what remains after living and school."""

    earned_fen: int
    net_fen: int


def income(dossier: Dossier) -> Income | None:
    """Of the last full year before the capture; None where that year was not captured."""
    section = dossier.sections.get("I")
    if section is None:
        return None
    year = section.changed_at.astimezone(SHANGHAI).year - 1
    earned = [r for r in dossier.rows("I") if r["year"] == year]
    if not earned:
        return None
    earned_fen = sum(to_fen(r["gross"]) - to_fen(r.get("cost", "0")) for r in earned)
    spent_fen = sum(
        to_fen(r["amount"])
        for r in dossier.rows("E")
        if r["year"] == year and r["expense_kind"] in _LIVING_EXPENSES
    )
    return Income(earned_fen, earned_fen - spent_fen)


@value
class Wealth:
    """Fen. Guarantees given (对外担保) are no debt of one's own and are left out."""

    assets_fen: int
    debt_fen: int
    informal_fen: int
    elsewhere_fen: int

    @property
    def net_fen(self) -> int:
        return self.assets_fen - self.debt_fen

    @property
    def debt_ratio(self) -> Decimal:
        return percent(self.debt_fen, self.assets_fen)


def wealth(dossier: Dossier) -> Wealth | None:
    """None until both assets and debts were captured; an empty section says that there is none."""
    if "A" not in dossier.sections or "D" not in dossier.sections:
        return None
    debts = [d for d in dossier.rows("D") if d["debt_kind"] != GUARANTEE]
    return Wealth(
        assets_fen=sum(_counted(a) for a in dossier.rows("A")),
        debt_fen=_balances(debts, "1", "2", "3", "4", "5"),
        informal_fen=_balances(debts, "4"),
        elsewhere_fen=_balances(debts, "2", "3", "4", "5"),
    )


def _counted(asset: Row) -> int:
    weight = _HOUSING_WEIGHT if asset["asset_kind"] == _HOUSING else 1
    return rounded(to_fen(asset["amount"]) * Decimal(weight))


def _balances(debts: Iterable[Row], *kinds: str) -> int:
    return sum(to_fen(d["balance"]) for d in debts if d["debt_kind"] in kinds)


def debt_service(dossier: Dossier, net_fen: int) -> Decimal | None:
    """Yearly payments to net income; None where a debt does not say what it costs a year."""
    debts = [d for d in dossier.rows("D") if d["debt_kind"] != GUARANTEE]
    if any("annual_payment" not in d and to_fen(d["balance"]) for d in debts):
        return None
    return percent(sum(to_fen(d.get("annual_payment", "0")) for d in debts), net_fen)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """Percent to two places; nothing of nothing is 0, something of nothing the worst."""
    if part <= 0:
        return Decimal(0)
    if whole <= 0:
        return WORST_PERCENT
    return min(_places(Decimal(part) * 100 / Decimal(whole)), WORST_PERCENT)


@value
class Machines:
    large: int
    net_fen: int


def machines(rows: Iterable[Row]) -> Machines:
    large = [r for r in rows if r["large_flag"]]
    return Machines(len(large), sum(to_fen(r["net_value"]) for r in large))


@value
class Subsidies:
    """Fen of the last 12 months; months with a payment among the last 60."""

    year_fen: int
    months_5y: int


def subsidies(rows: Iterable[Row], today: date) -> Subsidies:
    dated = [(date.fromisoformat(r["pay_date"]), to_fen(r["amount"])) for r in rows]
    this_month = today.year * 12 + today.month
    months = {d.year * 12 + d.month for d, _ in dated}
    return Subsidies(
        year_fen=sum(fen for day, fen in dated if _year_before(today) < day <= today),
        months_5y=sum(this_month - 60 < m <= this_month for m in months),
    )


def _year_before(today: date) -> date:
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - 1, today.month, day)


def _places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def assets_of_kind(dossier: Dossier, kind: str) -> int:
    """Fen at the value declared."""
    return sum(to_fen(a["amount"]) for a in dossier.rows("A") if a["asset_kind"] == kind)
