"""A section's rows: each field by itself, then what fields and rows say about each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from nongxin.archives.faults import ArchiveFaulty, Fault, fault
from nongxin.archives.fields import check_field
from nongxin.archives.forms import Known
from nongxin.archives.machines import is_large
from nongxin.archives.schema import SectionSpec
from nongxin.kernel.id_number import IdNumber

Row = dict[str, Any]
_UNIQUE = {"M": ("member_no", "id_no"), "G": ("parcel_no",), "P": ("review_no",)}


def checked_rows(spec: SectionSpec, rows: Sequence[Mapping[str, Any]], known: Known) -> list[Row]:
    """The rows in canonical form; raises ArchiveFaulty with every fault of them."""
    clean = [_canonical(row) for row in rows]
    faults = list(_counted(spec, len(clean)))
    for number, row in enumerate(clean, start=1):
        faults += _faults_of_row(spec, row, f"{spec.code}.{number}", known)
    faults += _repeated(spec, clean)
    if faults:
        raise ArchiveFaulty.of(faults)
    return clean


def _canonical(row: Mapping[str, Any]) -> Row:
    """Texts trimmed; null and empty texts are absent; an ID number has a capital X."""
    trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in row.items()}
    clean = {k: v for k, v in trimmed.items() if v is not None and v != ""}
    if isinstance(clean.get("id_no"), str):
        clean["id_no"] = clean["id_no"].upper()
    return clean


def _counted(spec: SectionSpec, count: int) -> Iterator[Fault]:
    if count < spec.least:
        yield fault(spec.code, "too-few-rows", low=spec.least)
    if count > spec.most:
        yield fault(spec.code, "too-many-rows", high=spec.most)


def _faults_of_row(spec: SectionSpec, row: Row, at: str, known: Known) -> list[Fault]:
    faults = [
        fault(f"{at}.{name[:40]}", "unknown-field") for name in row if name not in spec.fields
    ]
    for name, field in spec.fields.items():
        if name in row:
            wrong = check_field(field, row[name], f"{at}.{name}", known)
        else:
            wrong = fault(f"{at}.{name}", "required") if field.needed(row) else None
        if wrong is not None:
            faults.append(wrong)
    if not faults and spec.code in _TOGETHER:
        faults = [fault(f"{at}.{name}", code) for name, code in _TOGETHER[spec.code](row, known)]
    return faults


def _repeated(spec: SectionSpec, rows: Sequence[Row]) -> Iterator[Fault]:
    for name in _UNIQUE.get(spec.code, ()):
        seen: set[str] = set()
        for number, row in enumerate(rows, start=1):
            value = str(row.get(name, ""))
            if value and value in seen:
                yield fault(f"{spec.code}.{number}.{name}", "not-unique")
            seen.add(value)


Findings = Iterator[tuple[str, str]]


def _member(row: Row, known: Known) -> Findings:
    number = IdNumber.parse(row["id_no"], known.today)
    if row["gender"] != ("1" if number.is_male else "2"):
        yield "gender", "differs-from-id"
    if row["birth_date"] != number.birth_date.isoformat():
        yield "birth_date", "differs-from-id"


def _parcel(row: Row, _: Known) -> Findings:
    if "lease_from" in row and "lease_to" in row and row["lease_from"] > row["lease_to"]:
        yield "lease_from", "from-after-to"


def _machine(row: Row, _: Known) -> Findings:
    for name in ("net_value", "subsidy_amt"):
        if name in row and Decimal(row[name]) > Decimal(row["buy_price"]):
            yield name, "above-price"
    if row["large_flag"] != is_large(row["machine_type"], row.get("power_kw")):
        yield "large_flag", "large-flag"


def _income(row: Row, _: Known) -> Findings:
    if "cost" in row and Decimal(row["cost"]) > Decimal(row["gross"]) * Decimal("1.5"):
        yield "cost", "cost-above-income"


_TOGETHER: dict[str, Callable[[Row, Known], Findings]] = {
    "M": _member,
    "G": _parcel,
    "X": _machine,
    "I": _income,
}
