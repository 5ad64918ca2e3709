"""What every file of the catalogue must be: its columns, what makes a row single, what it names.

Read whole by `scripts/rules check`, by tests and before a deployment, never at a cold start. A
loader still checks each row that it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from nongxin.catalog.reading import CatalogError, Row, decimal_of, rows

PRODUCTS = ("YND", "FPD", "ESD", "DSD", "XFD")
_CODE = re.compile(r"[A-Za-z0-9_.+/-]+")


class File(NamedTuple):
    """`columns`: words `name:kind`, `?` where the cell may be empty. `key`: the columns that no two
    rows share, or, where rows have days, no two rows in force at once. `names`: column -> file and
    column in which its value must stand.
    """

    columns: str
    key: str
    names: Mapping[str, str] = {}

    @property
    def kinds(self) -> dict[str, str]:
        return dict(word.split(":") for word in self.columns.split())


_DATED = " valid_from:day valid_to:day?"
_WHY = " evidence:text?"
_FACT, _RULE, _ENTITY = "facts.csv name", "rules.csv code", "legal_entities.csv code"

FILES: Mapping[str, File] = {
    "card_inputs.csv": File(
        "card:code version:whole variable:code facts:code how:code? codes:text? products:text?",
        "card version variable", {"card": "scorecards.csv code", "facts": _FACT},
    ),
    "challengers.csv": File(
        "champion:code challenger:code share_percent:percent" + _DATED + _WHY,
        "champion challenger",
        {"champion": "scorecards.csv code", "challenger": "scorecards.csv code"},
    ),
    "class_floors.csv": File(
        "finding:code class:code name_zh:text name_en:text" + _DATED + _WHY, "finding",
    ),
    "classification.csv": File("class:code dpd_from:whole" + _DATED + _WHY, "class"),
    "collection.csv": File(
        "dpd_from:whole dpd_to:whole? score:text score_from:whole balance:text"
        " balance_from_cny:whole step:code" + _WHY,
        "dpd_from score_from balance_from_cny",
    ),
    "counties.csv": File(
        "code:code name_zh:text name_en:text prefecture_code:code prefecture_zh:text"
        " prefecture_en:text region_zh:text poverty_county:flag rural_households_est:whole"
        " terminals_est:whole archives_est:whole" + _DATED + " successor:code?" + _WHY,
        "code",
    ),
    "county_code_history.csv": File("code:code name:text from_year:whole? to_year:whole?",
                                    "code from_year"),
    "crop_margin.csv": File(
        "crop_code:code crop_zh:text region_zh:text gross_cny_mu:number net_margin_cny_mu:number"
        " local_main:flag" + _WHY, "crop_code region_zh",
    ),
    "entity_counties.csv": File(
        "entity:code county:code" + _DATED + _WHY, "county",
        {"entity": _ENTITY, "county": "counties.csv code"},
    ),
    "facts.csv": File(
        "name:code type:code unit:text? codes:text? low:number? high:number? source:code"
        " missing:code name_zh:text name_en:text", "name",
    ),
    "grades.csv": File("product:product grade:code score_from:whole" + _DATED + _WHY,
                       "product grade"),
    "holidays.csv": File("date:day kind:code name:text", "date"),
    "legal_entities.csv": File(
        "code:code name:text short:text type:code hq:code outlets_est:whole" + _DATED
        + " successor:code?" + _WHY + " note:text?", "code", {"hq": "counties.csv code"},
    ),
    "limit_components.csv": File(
        "product:product group:whole code:code fact:code rule:code? times:number by_term:yes?"
        " name_zh:text name_en:text" + _DATED,
        "product group code", {"fact": _FACT, "rule": _RULE},
    ),
    "limit_matrix.csv": File(
        "product:product band:whole village_grade:code? cap_percent:percent" + _DATED + _WHY,
        "product band village_grade",
    ),
    "livestock.csv": File(
        "species:code name_zh:text name_en:text region_zh:text unit_value_cny:number"
        " net_margin_cny:number" + _WHY, "species region_zh",
    ),
    "overridable.csv": File("product:product field:code low:number high:number" + _WHY,
                            "product field"),
    "overrides.csv": File(
        "entity:code product:product version:whole" + _DATED + " field:code value:number" + _WHY,
        "entity product field", {"entity": _ENTITY},
    ),
    "price_grid.csv": File(
        "product:product grade:code term_from:whole term_to:whole base:code spread_rule:code?"
        " spread_bp:whole? term_bp:whole" + _DATED + _WHY,
        "product grade term_from", {"spread_rule": _RULE},
    ),
    "product_methods.csv": File(
        "product:product method:code every_months:whole? term_min:whole term_max:whole",
        "product method every_months term_min",
    ),
    "product_purposes.csv": File(
        "product:product purpose:code archive_code:code? name_zh:text name_en:text",
        "product purpose",
    ),
    "products.csv": File(
        "code:product version:whole" + _DATED + " name_zh:text name_en:text card:code"
        " amount_min_cny:whole amount_max_cny:whole legal_max_cny:whole? term_min:whole"
        " term_max:whole drawdown_max:whole guarantees:text day_count:code repay_order:text"
        " repay_order_90:text" + _WHY, "code", {"card": "scorecards.csv code"},
    ),
    "provision_rates.csv": File(
        "class:code rate_pct:number low_pct:number high_pct:number" + _DATED + _WHY, "class",
    ),
    "rates.csv": File("series:code effective_date:day tenor:code rate_pct:number" + _WHY,
                      "series tenor effective_date"),
    "risk_funds.csv": File(
        "product:product county:code fund_percent:percent bank_percent:percent dpd_from:whole"
        + _DATED + _WHY, "product county",
    ),
    "rule_tunings.csv": File(
        "entity:code code:code product:product" + _DATED + " value:text" + _WHY,
        "entity code product", {"entity": _ENTITY, "code": _RULE},
    ),
    "rules.csv": File(
        "code:code family:code name_zh:text name_en:text kind:code variable:code op:text unit:code?"
        " YND:text? FPD:text? ESD:text? DSD:text? XFD:text? action:code tune:text? reason_zh:text"
        " reason_en:text" + _DATED + " version:whole" + _WHY, "code",
    ),
    "score_bands.csv": File(
        "card:code version:whole band:whole score_from:whole score_to:whole? probability:number"
        " policy:code" + _WHY, "card version band", {"card": "scorecards.csv code"},
    ),
    "score_bins.csv": File(
        "card:code version:whole variable:code when:text points:whole" + _WHY,
        "card version variable when", {"card": "scorecards.csv code"},
    ),
    "scorecards.csv": File(
        "code:code name_zh:text name_en:text high_is:code raw_min:whole raw_max:whole"
        " raw_from:whole raw_to:whole out_from:whole out_to:whole" + _DATED + " version:whole",
        "code",
    ),
    "shards.csv": File("layout:code prefecture:code shard:code", "layout prefecture"),
    "subsidies.csv": File(
        "code:code name_zh:text category:text department:text level:text basis:text"
        " amount_min:number amount_max:number unit:text payments_per_year:text typical_months:text"
        " target:text" + _WHY + " note:text?",
        "code", {"code": "subsidy_treatment.csv code"},
    ),
    "subsidy_treatment.csv": File(
        "code:code name_zh:text treatment:code income_weight:number archive_check:code?" + _WHY,
        "code", {"code": "subsidies.csv code"},
    ),
    "towns.csv": File(
        "code:code name:text type:code county_code:code villages:whole communities:whole"
        " other:whole", "code",
    ),
    "vat_rates.csv": File("seat:code rate_pct:number" + _DATED + _WHY, "seat"),
    "vat_reliefs.csv": File("product:product most_cny:whole" + _DATED + _WHY, "product"),
}  # fmt: skip


def check_files(folder: str = "") -> list[CatalogError]:
    """The first fault of each file, by file; none for a sound catalogue."""
    found: list[CatalogError] = []
    for name in FILES:
        try:
            check_file(name, folder)
        except CatalogError as fault:
            found.append(fault)
    return found


def check_file(name: str, folder: str = "") -> None:
    """Raises CatalogError at the file's first fault."""
    file = FILES[name]
    kinds, seen = file.kinds, list[Row]()
    known = {column: _known(place, folder) for column, place in file.names.items()}
    for row in rows(name, folder):
        for column in row.cells.keys() - kinds.keys():
            raise CatalogError(name, 1, f"the column {column} is none of the file's")
        for column, kind in kinds.items():
            _check_cell(row, column, kind)
        for column, place in file.names.items():
            for part in row.cells[column].split("+"):
                if part and part not in known[column]:
                    raise row.fault(f"{column}: there is no {part} in {place.split()[0]}")
        if "valid_to" in kinds:
            row.validity()
        seen.append(row)
    for row, before in _twice(seen, file.key.split()):
        raise row.fault(f"says again what line {before.line} says ({file.key})")


def _check_cell(row: Row, column: str, kind: str) -> None:
    cell = row.cells[column]
    if not cell:
        if not kind.endswith("?"):
            raise row.fault(f"{column} is empty")
        return
    is_right, what = _KINDS[kind.removesuffix("?")]
    if not is_right(cell):
        raise row.fault(f"{column} is no {what}: {cell!r}")


def _whole(cell: str) -> bool:
    return decimal_of(cell) is not None and "." not in cell


def _day(cell: str) -> bool:
    try:
        Row("", 0, {"day": cell}).day("day")
    except CatalogError:
        return False
    return True


_KINDS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "text": (lambda cell: True, "text"),
    "code": (_CODE.fullmatch, "code (letters and digits, no blanks, not full-width)"),
    "product": (lambda cell: cell in PRODUCTS, "product"),
    "flag": (lambda cell: cell in ("0", "1"), "0 or 1"),
    "yes": (lambda cell: cell == "Y", "Y"),
    "whole": (_whole, "whole number"),
    "percent": (lambda cell: _whole(cell) and 0 <= int(cell) <= 100, "whole number from 0 to 100"),
    "number": (lambda cell: decimal_of(cell) is not None, "number"),
    "day": (_day, "date like 2026-11-25"),
}


def _known(place: str, folder: str) -> set[str]:
    file, column = place.split()
    return {row.cells[column] for row in rows(file, folder)}


def _twice(seen: list[Row], key: list[str]) -> Iterator[tuple[Row, Row]]:
    by_key: dict[tuple[str, ...], list[Row]] = {}
    for row in seen:
        same = by_key.setdefault(tuple(row.cells[column] for column in key), [])
        for before in same:
            if not ("valid_to" in row.cells and _apart(row, before)):
                yield row, before
        same.append(row)


def _apart(row: Row, other: Row) -> bool:
    """Whether two rows are never in force on one day."""
    (first, last), (other_first, other_last) = row.validity(), other.validity()
    return last < other_first or other_last < first
