"""What a household farms: parcels G, crops C, livestock V, machines X, with their margins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, NamedTuple

from devkit.population.draws import pick, spread, step, whole
from nongxin.archives.checks.machines import is_large, net_value_yuan
from nongxin.catalog.farming import crop_margins, livestock
from nongxin.kernel.id_number import full_years

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
_SPECIES = {"关中": ("01", "05", "08"), "陕北": ("06", "07", "01"), "陕南": ("01", "03", "10")}
_STOCK = {"01": 12, "03": 6, "05": 15, "06": 40, "07": 35, "08": 300, "10": 20}
_CHANNELS = spread(("1", 62), ("2", 14), ("3", 6), ("4", 4), ("5", 10), ("0", 4))
_MACHINES = (("01", "东方红 MF504", "36.80", 58_000), ("06", "微耕机 1WG4", "4.20", 4_200),
             ("10", "农用三轮 7YP", "14.70", 12_500), ("11", "轻卡", "75.00", 68_000))  # fmt: skip


class Farm(NamedTuple):
    """Rows by section, contracted arable land in tenths of a mu, and what crops and animals leave a
    year (yuan, gross and cost).
    """

    sections: dict[str, list[Row]]
    arable: int
    crop_gross: int
    crop_cost: int
    fruit_gross: int
    fruit_cost: int
    animal_gross: int
    animal_cost: int


class _Plot(NamedTuple):
    """A parcel's row; its `area` in tenths of a mu."""

    row: Row
    land_class: str
    area: int


def farm(rng: Random, region: str, today: date) -> Farm:
    plots = _plots(rng, region)
    crops, fields, trees = _crops(rng, region, plots, today.year - 1)
    herd, animal_gross, animal_net = _herd(rng, region)
    return Farm(
        {"G": [p.row for p in plots], "C": crops, "V": herd, "X": _machines(rng, plots, today)},
        sum([p.area for p in plots if p.land_class < "014" and p.row["tenure"] == "1"]),
        *fields,
        *trees,
        animal_gross,
        max(animal_gross - animal_net, 0),
    )


def arable_mu(parcels: Iterable[Row]) -> Decimal:
    """Contracted arable land, for which the land subsidy is paid."""
    of_class = [p for p in parcels if p["land_class"] < "014" and p["tenure"] == "1"]
    return sum([Decimal(p["area_mu"]) for p in of_class], Decimal(0))


def mu(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}0"


def _plots(rng: Random, region: str) -> list[_Plot]:
    low, high = _ARABLE_MU[region]
    draw = rng.random
    wet = region == "关中" or draw() < 0.2
    found = [_plot(1, "012" if wet else "013", whole(rng, low * 10, high * 10), rng)]
    if draw() < 0.55:
        found.append(_plot(len(found) + 1, "013", whole(rng, 5, 30), rng))
    if draw() < 0.45:
        found.append(_plot(len(found) + 1, "021", whole(rng, 10, 80), rng))
    if region in _WOODED and draw() < 0.7:
        found.append(_plot(len(found) + 1, "031", whole(rng, 20, 300), rng))
    if draw() < 0.12:
        found.append(_leased(len(found) + 1, whole(rng, 20, 120), rng))
    return found


def _plot(number: int, land_class: str, area: int, rng: Random) -> _Plot:
    row = {
        "parcel_no": number,
        "land_class": land_class,
        "area_mu": mu(area),
        "tenure": "1",
        "contract_no": f"NC{whole(rng, 0, 10**9 - 1):09d}",
        "irrigation": "1" if land_class == "012" else "0",
        "confirmed": "1" if rng.random() < 0.97 else "0",
    }
    return _Plot(row, land_class, area)


def _leased(number: int, area: int, rng: Random) -> _Plot:
    row = {
        "parcel_no": number,
        "land_class": "012",
        "area_mu": mu(area),
        "tenure": "2",
        "lease_from": "2024-01-01",
        "lease_to": "2029-12-31",
        "rent_per_mu": f"{step(rng, 300, 900, 50)}.00",
        "irrigation": "1",
        "confirmed": "0",
    }
    return _Plot(row, "012", area)


def _crops(
    rng: Random, region: str, plots: Iterable[_Plot], year: int
) -> tuple[list[Row], tuple[int, int], tuple[int, int]]:
    """Rows, and yuan gross and cost of what grows in fields and on trees."""
    rows, of_fields, of_trees = list[Row](), [0, 0], [0, 0]
    for plot in plots:
        among = _local_crops(region, plot.land_class)
        if not among:
            continue
        kind = _kind_of_crop(pick(rng, among), region, whole(rng, 85, 115))
        row = _crop(rng, kind, plot.row["area_mu"], year)
        earned = of_fields
        if kind.is_fruit:
            row["tree_age"] = whole(rng, 3, 22)
            earned = of_trees
        earned[0] += kind.gross * plot.area // 100_000
        earned[1] += kind.cost * plot.area // 1_000
        rows.append(row)
    return rows, (of_fields[0], of_fields[1]), (of_trees[0], of_trees[1])


@cache
def _local_crops(region: str, land_class: str) -> tuple[str, ...]:
    """Main crops of the region on land of that class: of fields, of orchards, of woods none."""
    local = [
        m.crop
        for (_, where), m in sorted(crop_margins().items())
        if where == region and m.is_local_main
    ]
    if land_class in ("012", "013"):
        return tuple(c for c in local if c < _TREES_FROM) or ("102",)
    trees = tuple(c for c in local if _TREES_FROM <= c <= _TREES_TO) or ("207",)
    return trees if land_class == "021" else ()


class _Kind(NamedTuple):
    """A crop in a year so good, as its row tells it: yield in kg a mu, price a kg, cost a mu; and
    what a mu earns, in hundredths of a fen, and costs, in fen.
    """

    crop: str
    harvest: str
    price: str
    cost_mu: str
    gross: int
    cost: int
    is_fruit: bool


@cache
def _kind_of_crop(crop: str, region: str, percent: int) -> _Kind:
    margin, price = crop_margins()[crop, region], Decimal(_PRICES.get(crop, "4.0"))
    harvest = f"{margin.gross_yuan_per_mu * percent / 100 / price:.2f}"
    cost = f"{margin.gross_yuan_per_mu - margin.net_yuan_per_mu:.2f}"
    gross = int(Decimal(harvest) * price * 10_000)
    is_fruit = _TREES_FROM <= crop <= _TREES_TO
    return _Kind(crop, harvest, f"{price:.2f}", cost, gross, int(Decimal(cost) * 100), is_fruit)


def _crop(rng: Random, kind: _Kind, area_mu: str, year: int) -> Row:
    return {
        "season_year": year,
        "crop": kind.crop,
        "area_mu": area_mu,
        "yield_kg_mu": kind.harvest,
        "price": kind.price,
        "cost_mu": kind.cost_mu,
        "insured": "1" if rng.random() < 0.6 else "0",
        "sales_channel": pick(rng, _CHANNELS),
    }


def _herd(rng: Random, region: str) -> tuple[list[Row], int, int]:
    """Rows, and what was sold in a year: yuan gross and net."""
    if rng.random() > 0.38:
        return [], 0, 0
    species = pick(rng, _SPECIES[region])
    stock, margin = _STOCK[species], livestock()[species, region]
    head = whole(rng, max(2, stock // 4), stock)
    sold = head * 2 if species in ("01", "08") else head // 2
    row = {
        "species": species,
        "stock": head,
        "sold_year": sold,
        "unit_value": f"{margin.unit_value_yuan:.2f}",
        "shed_m2": f"{head * 2 if species != '08' else head // 8 + 10}.00",
        "epidemic_cert": "1",
        "insured": "1" if rng.random() < 0.6 else "0",
    }
    return [row], int(margin.unit_value_yuan * sold), int(margin.net_margin_yuan * sold)


def _machines(rng: Random, plots: Sequence[_Plot], today: date) -> list[Row]:
    draw, odds = rng.random, 0.5 if len(plots) > 2 else 0.25
    return [
        machine(kind, today - timedelta(days=whole(rng, 200, 2500)), today)
        for kind in range(len(_MACHINES))
        if draw() * (kind + 1) < odds
    ]


def machine(kind: int, bought: date, today: date) -> Row:
    code, brand, power, price = _MACHINES[kind]
    return {
        "machine_type": code,
        "brand_model": brand,
        "power_kw": power,
        "buy_date": bought.isoformat(),
        "buy_price": f"{price}.00",
        "subsidy_amt": "0.00",
        "net_value": _worth(code, price, full_years(bought, today)),
        "large_flag": is_large(code, power),
    }


@cache
def _worth(code: str, price: int, years: int) -> str:
    """After whole years, on whichever days."""
    bought = date(2000, 1, 1)
    return f"{net_value_yuan(code, Decimal(price), bought, date(2000 + years, 1, 1)):.2f}"
