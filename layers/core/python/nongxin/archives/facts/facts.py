"""What an archive says to a decision, by the names of the fact schema (catalog/facts.csv).

Values are JSON: flags, whole numbers, fen, decimals as text, codes. A fact that the archive cannot
answer is left out, and the decision knows what its absence means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from nongxin.archives.facts import derived
from nongxin.archives.facts.evidence import (
    collect_review_gap,
    has_photo_twice,
    is_machine_matched,
    land_cert_gap,
    land_subsidy_gap,
    shot_distance_km,
)
from nongxin.archives.household import Archive, Dossier
from nongxin.kernel.id_number import full_years

Row = dict[str, Any]

_EDUCATION = {
    "10": "postgraduate", "20": "bachelor", "30": "college", "40": "technical",
    "60": "senior", "70": "junior", "80": "primary", "90": "illiterate",
}  # fmt: skip
_MARITAL = {"10": "single", "20": "married", "30": "widowed", "40": "divorced"}
_HEALTH = {"1": "healthy", "2": "chronic", "3": "serious", "4": "disabled"}
_CHANNEL = {"0": "none", "1": "dealer", "2": "coop", "3": "order", "4": "ecommerce", "5": "dealer"}
_CHANNELS_BEST_FIRST = ("order", "coop", "ecommerce", "dealer", "none")
_GOOD_FAMILY, _AVERAGE_FAMILY = 80, 60  # of 100 points of the village review (assumed)


def household_facts(dossier: Dossier, today: date) -> dict[str, Any]:
    """Every fact that the archive can answer. Areas in mu, money in fen, ratios in percent."""
    told = (
        _state(dossier.head, today)
        | _review(dossier)
        | _people(dossier, today)
        | _means(dossier)
        | _money(dossier, today)
        | _evidence(dossier, today)
    )
    return {name: _json(value) for name, value in told.items() if value is not None}


def is_subsidy_paid_here(dossier: Dossier, own_numbers: Collection[str]) -> bool | None:
    """Fact subsidy_acct_same: the latest subsidy came into one of these account numbers.

    None where no subsidy was captured; false where none was ever paid.
    """
    if "S" not in dossier.sections:
        return None
    paid = sorted(dossier.rows("S"), key=lambda s: str(s["pay_date"]))
    return bool(paid) and paid[-1]["acct_no"] in own_numbers


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _state(head: Archive, today: date) -> Row:
    since = head.live_from
    age = None if since is None else full_years(since, today) * 12 + _months_of_year(since, today)
    return {
        "archive_status": head.status_on(today).code,
        "archive_completeness": head.completeness,
        "archive_age_m": age,
        "mgr_visits_1d": head.nth_of_day,
    }


def _months_of_year(since: date, today: date) -> int:
    return (today.month - since.month - (today.day < since.day)) % 12


def _review(dossier: Dossier) -> Row:
    reviews = sorted(dossier.rows("P"), key=lambda r: str(r["review_date"]))
    if not reviews:
        return {}
    latest = reviews[-1]
    family = latest["item_family"]
    average = "average" if family >= _AVERAGE_FAMILY else "quarrel"
    return {
        "village_grade": latest["village_grade"],
        "village_veto": latest["veto"] != "0",
        "family_solidarity": "good" if family >= _GOOD_FAMILY else average,
    }


def _people(dossier: Dossier, today: date) -> Row:
    members, head = dossier.rows("M"), dossier.head_member
    labour = derived.labour(members)
    habits = {m["bad_habit"] for m in members}
    vetoed = any(r["veto"] == "1" for r in dossier.rows("P"))
    return {
        "labour_count": labour.labour_count,
        "dependency_ratio": labour.dependency_ratio,
        "head_age": full_years(date.fromisoformat(head["birth_date"]), today) if head else None,
        "education": _EDUCATION.get(head.get("education", "")),
        "marital": _MARITAL.get(head.get("marital", "")),
        "health_worst_labour": _worst_health(members),
        "bad_habit": bool(habits & {"1", "2"}) or vetoed,
        "gambling": "this_year" if "1" in habits or vetoed else "none",
        "members_in_school": sum(m["work_status"] == "7" for m in members),
        "work_away": "reachable" if head.get("work_status") in ("3", "4") else "local",
    }


def _worst_health(members: Iterable[Row]) -> str | None:
    workers = [m["health"] for m in members if m["labour_ability"] != "4"]
    return _HEALTH[max(workers)] if workers else None


def _means(dossier: Dossier) -> Row:
    """Land, machines, crops, enterprise: None until the section was captured."""
    told: Row = {"credit_village": _flag(dossier.only("H").get("credit_village_flag"))}
    if "G" in dossier.sections:
        land = derived.land(dossier.rows("G"))
        told |= {
            "arable_mu": land.arable,
            "orchard_mu": land.orchard,
            "forest_mu": land.forest,
        }
    if "X" in dossier.sections:
        machines = derived.machines(dossier.rows("X"))
        told |= {"large_machines": machines.large, "machine_net": machines.net_fen}
    if "C" in dossier.sections:
        told |= {"sales_channel": _sales_channel(dossier.rows("C"))}
    if "C" in dossier.sections and "V" in dossier.sections:
        told |= {"farm_insurance": _insured([*dossier.rows("C"), *dossier.rows("V")])}
    if "N" in dossier.sections:
        told |= {"new_entity": _new_entity(dossier.rows("N"))}
    return told | {"industry_plan": _industry_plan(dossier)}


def _flag(code: str | None) -> bool | None:
    return None if code is None else code != "0"


def _sales_channel(crops: Sequence[Row]) -> str | None:
    """The best channel of any crop; none without crops; unknown where no crop says."""
    told = {_CHANNEL[c["sales_channel"]] for c in crops if "sales_channel" in c}
    if not told:
        return None if crops else "none"
    return next(c for c in _CHANNELS_BEST_FIRST if c in told)


def _insured(rows: Sequence[Row]) -> bool | None:
    answers = [_flag(r.get("insured")) for r in rows]
    if any(answers):
        return True
    return None if None in answers else False


def _new_entity(enterprises: Iterable[Row]) -> str:
    best = "none"
    for row in enterprises:
        if row["role"] == "1":
            has_level = row.get("level", "0") != "0"
            return "owner_demo" if has_level else "owner"
        if row["role"] == "2":
            best = "member"
    return best


def _industry_plan(dossier: Dossier) -> str | None:
    """Linked to an enterprise or a buyer; on one's own with a skill; none (assumed reading)."""
    if "C" not in dossier.sections or "N" not in dossier.sections:
        return None
    linked = any(c.get("sales_channel") in ("2", "3") for c in dossier.rows("C"))
    if linked or any(n["role"] in ("1", "2") for n in dossier.rows("N")):
        return "linked"
    skilled = any(m.get("skill", "00") != "00" for m in dossier.rows("M"))
    return "own" if skilled else "none"


def _money(dossier: Dossier, today: date) -> Row:
    told: Row = {}
    income, wealth = derived.income(dossier), derived.wealth(dossier)
    if income is not None:
        told |= {"annual_income": income.earned_fen, "net_income": income.net_fen}
    if income is not None and "D" in dossier.sections:
        told |= {"dsr": derived.debt_service(dossier, income.net_fen)}
    if wealth is not None:
        told |= {
            "debt_ratio": wealth.debt_ratio,
            "net_assets": wealth.net_fen,
            "informal_debt": wealth.informal_fen,
            "other_debt": wealth.elsewhere_fen,
            "appliances_vehicle_value": derived.assets_of_kind(dossier, "07"),
            "stock_value": derived.assets_of_kind(dossier, "08"),
        }
    if "S" in dossier.sections:
        paid = derived.subsidies(dossier.rows("S"), today)
        told |= {"subsidy_year": paid.year_fen, "subsidy_months_5y": paid.months_5y}
    return told


def _evidence(dossier: Dossier, today: date) -> Row:
    return {
        "land_subsidy_gap": land_subsidy_gap(dossier),
        "land_cert_gap": land_cert_gap(dossier),
        "machine_match": is_machine_matched(dossier, today),
        "shot_dist": shot_distance_km(dossier),
        "collect_review_gap": collect_review_gap(dossier),
        "photo_hash_dup": has_photo_twice(dossier),
    }
