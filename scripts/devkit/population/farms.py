"""What a household farms: parcels G, crops C, livestock V, machines X, with their margins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from devkit.population.draws import pick, spread, step, whole
from nongxin.archives.checks.machines import is_large, net_value_yuan
from nongxin.catalog.farming import crop_margins, livestock

Row = dict[str, Any]

_TREES_FROM, _TREES_TO = "201", "210"
_WOODED = ("陕南", "陕北")
_ARABLE_MU = {"关中": (2, 9), "陕北": (5, 24), "陕南": (1, 6)}
# Yuan a kilogram: price shown on the archive; the yield follows from the region's gross margin.
_PRICES = {
    "101": "2.4", "102": "2.2", "103": "2.9", "104": "1.6", "105": "5.2", "106": "5.8",
    "107": "5.5",
    "201": "5.6", "202": "6.5", "203": "3.2", "204": "6.0", "205": "18", "206": "7.0", "207": "14",
    "208": "60", "209": "3.6", "210": "160", "301": "3.8", "302": "1.8", "303": "8.5", "304": "22",
    "305": "28", "306": "4.5", "399": "4.0",
}  # fmt: skip
_CHANNELS = spread(("1", 62), ("2", 14), ("3", 6), ("4", 4), ("5", 10), ("0", 4))
_MACHINES = (("01", "东方红 MF504", "36.80", 58_000), ("06", "微耕机 1WG4", "4.20", 4_200),
             ("10", "农用三轮 7YP", "14.70", 12_500), ("11", "轻卡", "75.00", 68_000))  # fmt: skip


@dataclass(frozen=True)
class Farm:
    """Rows by section, and what the crops and animals leave a year (yuan, gross and cost)."""

    sections: dict[str, list[Row]]
    crop_gross: int
    crop_cost: int
    fruit_gross: int
    fruit_cost: int
    animal_gross: int
    animal_cost: int


def farm(rng: Random, region: str, today: date) -> Farm:
    parcels = _parcels(rng, region)
    crops = _crops(rng, region, parcels, today.year - 1)
    herd = _herd(rng, region)
    fruit = [c for c in crops if _is_fruit(c)]
    field_crops = [c for c in crops if not _is_fruit(c)]
    margins = {(row["species"]): livestock()[row["species"], region] for row in herd}
    animal_gross = sum(int(margins[r["species"]].unit_value_yuan * r["sold_year"]) for r in herd)
    animal_net = sum(int(margins[r["species"]].net_margin_yuan * r["sold_year"]) for r in herd)
    return Farm(
        sections={"G": parcels, "C": crops, "V": herd, "X": _machines(rng, parcels, today)},
        crop_gross=sum(map(_gross, field_crops)),
        crop_cost=sum(map(_cost, field_crops)),
        fruit_gross=sum(map(_gross, fruit)),
        fruit_cost=sum(map(_cost, fruit)),
        animal_gross=animal_gross,
        animal_cost=max(animal_gross - animal_net, 0),
    )


def arable_mu(parcels: Iterable[Row]) -> Decimal:
    """Contracted arable land, for which the land subsidy is paid."""
    of_class = [p for p in parcels if p["land_class"] < "014" and p["tenure"] == "1"]
    return sum([Decimal(p["area_mu"]) for p in of_class], Decimal(0))


def _is_fruit(crop: Row) -> bool:
    return bool(_TREES_FROM <= crop["crop"] <= _TREES_TO)


def _gross(crop: Row) -> int:
    return int(Decimal(crop["area_mu"]) * Decimal(crop["yield_kg_mu"]) * Decimal(crop["price"]))


def _cost(crop: Row) -> int:
    return int(Decimal(crop["area_mu"]) * Decimal(crop["cost_mu"]))


def _parcels(rng: Random, region: str) -> list[Row]:
    low, high = _ARABLE_MU[region]
    wet = region == "关中" or rng.random() < 0.2
    rows = [_parcel(1, "012" if wet else "013", whole(rng, low * 10, high * 10), rng)]
    if rng.random() < 0.55:
        rows.append(_parcel(len(rows) + 1, "013", whole(rng, 5, 30), rng))
    if rng.random() < 0.45:
        rows.append(_parcel(len(rows) + 1, "021", whole(rng, 10, 80), rng))
    if region in _WOODED and rng.random() < 0.7:
        rows.append(_parcel(len(rows) + 1, "031", whole(rng, 20, 300), rng))
    if rng.random() < 0.12:
        rows.append(_leased(len(rows) + 1, whole(rng, 20, 120), rng))
    return rows


def _parcel(number: int, land_class: str, tenths_mu: int, rng: Random) -> Row:
    return {
        "parcel_no": number,
        "land_class": land_class,
        "area_mu": f"{tenths_mu // 10}.{tenths_mu % 10}0",
        "tenure": "1",
        "contract_no": f"NC{whole(rng, 0, 10**9 - 1):09d}",
        "irrigation": "1" if land_class == "012" else "0",
        "confirmed": "1" if rng.random() < 0.97 else "0",
    }


def _leased(number: int, tenths_mu: int, rng: Random) -> Row:
    return {
        "parcel_no": number,
        "land_class": "012",
        "area_mu": f"{tenths_mu // 10}.{tenths_mu % 10}0",
        "tenure": "2",
        "lease_from": "2024-01-01",
        "lease_to": "2029-12-31",
        "rent_per_mu": f"{step(rng, 300, 900, 50)}.00",
        "irrigation": "1",
        "confirmed": "0",
    }


def _crops(rng: Random, region: str, parcels: list[Row], year: int) -> list[Row]:
    fields, trees = _local_crops(region)
    among = {"012": fields, "013": fields, "021": trees}
    return [
        _crop(rng, region, pick(rng, among[parcel["land_class"]]), parcel["area_mu"], year)
        for parcel in parcels
        if parcel["land_class"] in among
    ]


@cache
def _local_crops(region: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Main crops of the region: of fields and of orchards."""
    local = [
        m.crop
        for (_, where), m in sorted(crop_margins().items())
        if where == region and m.is_local_main
    ]
    trees = tuple(c for c in local if _TREES_FROM <= c <= _TREES_TO)
    return tuple(c for c in local if c < _TREES_FROM) or ("102",), trees or ("207",)


@cache
def _kind_of_crop(crop: str, region: str, percent: int) -> tuple[str, str, str]:
    """Yield in kg a mu in a year so good, price a kg, cost a mu."""
    margin, price = crop_margins()[crop, region], Decimal(_PRICES.get(crop, "4.0"))
    harvest = margin.gross_yuan_per_mu * percent / 100 / price
    cost = margin.gross_yuan_per_mu - margin.net_yuan_per_mu
    return f"{harvest:.2f}", f"{price:.2f}", f"{cost:.2f}"


def _crop(rng: Random, region: str, crop: str, area_mu: str, year: int) -> Row:
    harvest, price, cost = _kind_of_crop(crop, region, whole(rng, 85, 115))
    row: Row = {
        "season_year": year,
        "crop": crop,
        "area_mu": area_mu,
        "yield_kg_mu": harvest,
        "price": price,
        "cost_mu": cost,
        "insured": "1" if rng.random() < 0.6 else "0",
        "sales_channel": pick(rng, _CHANNELS),
    }
    if _is_fruit(row):
        row["tree_age"] = whole(rng, 3, 22)
    return row


def _herd(rng: Random, region: str) -> list[Row]:
    if rng.random() > 0.38:
        return []
    kinds = {"关中": ("01", "05", "08"), "陕北": ("06", "07", "01"), "陕南": ("01", "03", "10")}
    species = pick(rng, kinds[region])
    stock = {"01": 12, "03": 6, "05": 15, "06": 40, "07": 35, "08": 300, "10": 20}[species]
    head = whole(rng, max(2, stock // 4), stock)
    return [
        {
            "species": species,
            "stock": head,
            "sold_year": head * 2 if species in ("01", "08") else head // 2,
            "unit_value": f"{livestock()[species, region].unit_value_yuan:.2f}",
            "shed_m2": f"{head * 2 if species != '08' else head // 8 + 10}.00",
            "epidemic_cert": "1",
            "insured": "1" if rng.random() < 0.6 else "0",
        }
    ]


def _machines(rng: Random, parcels: list[Row], today: date) -> list[Row]:
    odds = 0.5 if len(parcels) > 2 else 0.25
    return [
        machine(kind, today - timedelta(days=whole(rng, 200, 2500)), today)
        for kind in range(len(_MACHINES))
        if rng.random() < odds / (kind + 1)
    ]


def machine(kind: int, bought: date, today: date) -> Row:
    code, brand, power, price = _MACHINES[kind]
    value = net_value_yuan(code, Decimal(price), bought, today)
    return {
        "machine_type": code,
        "brand_model": brand,
        "power_kw": power,
        "buy_date": bought.isoformat(),
        "buy_price": f"{price}.00",
        "subsidy_amt": "0.00",
        "net_value": f"{value:.2f}",
        "large_flag": is_large(code, power),
    }
