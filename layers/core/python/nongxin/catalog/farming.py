"""What farms live on: subsidies and how they count, margins of crops and livestock by region."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Subsidy(NamedTuple):
    """One of the 117 惠农补贴 with its treatment: what it proves and how much of it is income."""

    code: str
    name_zh: str
    category: str
    unit: str
    amount_min: Decimal
    amount_max: Decimal
    payments_per_year: str
    typical_months: str
    treatment: str
    income_weight: Decimal
    archive_check: str | None


class CropMargin(NamedTuple):
    """Gross and net margin of a crop, yuan per mu and year (assumed)."""

    crop: str
    name_zh: str
    region_zh: str
    gross_yuan_per_mu: Decimal
    net_yuan_per_mu: Decimal
    is_local_main: bool


class Livestock(NamedTuple):
    """Value of a head and its net margin a year, yuan (assumed)."""

    species: str
    name_zh: str
    name_en: str
    region_zh: str
    unit_value_yuan: Decimal
    net_margin_yuan: Decimal


@lru_cache(maxsize=1)
def subsidies() -> Mapping[str, Subsidy]:
    treated = {r.text("code"): r for r in rows("subsidy_treatment.csv")}
    found: dict[str, Subsidy] = {}
    for row in rows("subsidies.csv"):
        code = row.text("code")
        if code not in treated:
            raise row.fault(f"subsidy {code} has no treatment")
        how = treated[code]
        found[code] = Subsidy(
            code=code,
            name_zh=row.text("name_zh"),
            category=row.text("category"),
            unit=row.text("unit"),
            amount_min=row.number("amount_min"),
            amount_max=row.number("amount_max"),
            payments_per_year=row.text("payments_per_year"),
            typical_months=row.text("typical_months"),
            treatment=how.text("treatment"),
            income_weight=how.number("income_weight"),
            archive_check=how.optional("archive_check"),
        )
    return found


@lru_cache(maxsize=1)
def crop_margins() -> Mapping[tuple[str, str], CropMargin]:
    """(crop code, region) -> margin; regions are 关中, 陕北, 陕南."""
    return {
        (r.text("crop_code"), r.text("region_zh")): CropMargin(
            crop=r.text("crop_code"),
            name_zh=r.text("crop_zh"),
            region_zh=r.text("region_zh"),
            gross_yuan_per_mu=r.number("gross_cny_mu"),
            net_yuan_per_mu=r.number("net_margin_cny_mu"),
            is_local_main=r.cells["local_main"] == "1",
        )
        for r in rows("crop_margin.csv")
    }


@lru_cache(maxsize=1)
def livestock() -> Mapping[tuple[str, str], Livestock]:
    """(species code, region) -> value and margin."""
    return {
        (r.text("species"), r.text("region_zh")): Livestock(
            species=r.text("species"),
            name_zh=r.text("name_zh"),
            name_en=r.text("name_en"),
            region_zh=r.text("region_zh"),
            unit_value_yuan=r.number("unit_value_cny"),
            net_margin_yuan=r.number("net_margin_cny"),
        )
        for r in rows("livestock.csv")
    }
