"""What the fields of a row say about each other, and the rows of a section about each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nongxin.archives.checks.forms import Known
from nongxin.archives.checks.machines import is_large, net_value_yuan
from nongxin.archives.checks.places import area_mu
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.id_number import IdNumber, full_years

Row = dict[str, Any]
# field, code of the fault
Findings = Iterator[tuple[str, str]]
# row.field, code of the fault, its facts
Across = Iterator[tuple[str, str, dict[str, Any]]]

_HEAD, _SPOUSE, _MARRIED = ("01", "02"), "10", "20"
# relation to the head -> years by which the member is younger at least (older: negative); assumed.
_YOUNGER = {"20": 14, "30": 14, "40": 28, "50": -14, "60": -28}
_MARRIAGE_MAN, _MARRIAGE_WOMAN = 22, 20  # 民法典 art. 1047
_WORKING_AGE = 16  # 劳动法 art. 15
_WORKERS = ("1", "2")
_USCC_PREFIX = {"5": "92", "2": "93"}  # 个体工商户, 农民专业合作社
_AREA_SHARE = Decimal("0.15")
# A year of straight-line depreciation and a little: it is captured on one day and read on another.
_VALUE_SHARE = Decimal("0.12")
_ARABLE = frozenset({"011", "012", "013"})


def _member(row: Row, known: Known) -> Findings:
    number = IdNumber.parse(row["id_no"], known.today)
    if row["gender"] != ("1" if number.is_male else "2"):
        yield "gender", "differs-from-id"
    if row["birth_date"] != number.birth_date.isoformat():
        yield "birth_date", "differs-from-id"
    age = full_years(number.birth_date, known.today)
    is_married = row["marital"] == _MARRIED or row["relation"] == _SPOUSE
    if is_married and age < (_MARRIAGE_MAN if number.is_male else _MARRIAGE_WOMAN):
        yield "marital", "married-too-young"
    if age < _WORKING_AGE and row["labour_ability"] in _WORKERS:
        yield "labour_ability", "labour-too-young"


def _parcel(row: Row, _: Known) -> Findings:
    if "lease_from" in row and "lease_to" in row and row["lease_from"] > row["lease_to"]:
        yield "lease_from", "from-after-to"
    if "polygon" in row:
        told = Decimal(row["area_mu"])
        if abs(area_mu(row["polygon"]) - told) > told * _AREA_SHARE:
            yield "polygon", "polygon-against-area"


def _machine(row: Row, known: Known) -> Findings:
    price, value = Decimal(row["buy_price"]), Decimal(row["net_value"])
    for name in ("net_value", "subsidy_amt"):
        if name in row and Decimal(row[name]) > price:
            yield name, "above-price"
    if row["large_flag"] != is_large(row["machine_type"], row.get("power_kw")):
        yield "large_flag", "large-flag"
    bought = date.fromisoformat(row["buy_date"])
    wanted = net_value_yuan(row["machine_type"], price, bought, known.today)
    if value <= price and abs(value - wanted) > price * _VALUE_SHARE:
        yield "net_value", "net-value-differs"


def _income(row: Row, _: Known) -> Findings:
    if "cost" in row and Decimal(row["cost"]) > Decimal(row["gross"]) * Decimal("1.5"):
        yield "cost", "cost-above-income"


def _enterprise(row: Row, _: Known) -> Findings:
    prefix = _USCC_PREFIX.get(row["entity_kind"])
    if prefix and "uscc" in row and not row["uscc"].startswith(prefix):
        yield "uscc", "uscc-kind"


def _review(row: Row, _: Known) -> Findings:
    if row["veto"] != "0" and row["village_grade"] != "D":
        yield "village_grade", "veto-grade"


def _consent(row: Row, _: Known) -> Findings:
    signed = instant(row["signed_at"])
    if date.fromisoformat(row["valid_to"]) < signed.astimezone(SHANGHAI).date():
        yield "valid_to", "before-signing"
    if "withdrawn_at" in row and instant(row["withdrawn_at"]) < signed:
        yield "withdrawn_at", "before-signing"


def _members(rows: Sequence[Row]) -> Across:
    """One head, one spouse, and ages that fit: parents are older than their children."""
    head = next((m for m in rows if m["relation"] in _HEAD), None)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        role = "head" if row["relation"] in _HEAD else row["relation"]
        if role in seen and role in ("head", _SPOUSE):
            yield f"{number}.relation", "two-heads" if role == "head" else "two-spouses", {}
        seen.add(role)
        wanted = _YOUNGER.get(row["relation"])
        if head is not None and wanted and not _lies_between(wanted, head, row):
            yield f"{number}.birth_date", "age-against-relation", {"years": abs(wanted)}


def _lies_between(wanted: int, head: Row, row: Row) -> bool:
    older, younger = (head, row) if wanted > 0 else (row, head)
    born, later = (date.fromisoformat(m["birth_date"]) for m in (older, younger))
    return later >= born and full_years(born, later) >= abs(wanted)


def _parcels(rows: Sequence[Row]) -> Across:
    """Land leased out is listed beside the contract that it belongs to, and is no more than that
    (contracts of the second round: arable land only).
    """
    own = sum((Decimal(p["area_mu"]) for p in _arable(rows, "1", "4")), Decimal(0))
    leased = _arable(rows, "3")
    if leased and sum((Decimal(p["area_mu"]) for p in leased), Decimal(0)) > own:
        number = next(n for n, p in enumerate(rows, start=1) if p is leased[0])
        yield f"{number}.area_mu", "leased-out-above-contract", {"wanted": own}


def _arable(rows: Sequence[Row], *tenures: str) -> list[Row]:
    return [p for p in rows if p["land_class"] in _ARABLE and p["tenure"] in tenures]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


TOGETHER: dict[str, Callable[[Row, Known], Findings]] = {
    "M": _member,
    "G": _parcel,
    "X": _machine,
    "I": _income,
    "N": _enterprise,
    "P": _review,
    "K": _consent,
}
ACROSS: dict[str, Callable[[Sequence[Row]], Across]] = {"M": _members, "G": _parcels}
