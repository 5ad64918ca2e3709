"""A section's rows: each field by itself, then what fields and rows say about each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nongxin.archives.checks.faults import ArchiveFaulty, Fault, fault
from nongxin.archives.checks.fields import check_field
from nongxin.archives.checks.forms import Known
from nongxin.archives.checks.schema import SectionSpec
from nongxin.archives.checks.together import ACROSS, TOGETHER

Row = dict[str, Any]
_UNIQUE = {"M": ("member_no", "id_no"), "G": ("parcel_no",), "P": ("review_no",)}


def checked_rows(spec: SectionSpec, rows: Sequence[Mapping[str, Any]], known: Known) -> list[Row]:
    """The rows in canonical form; raises ArchiveFaulty with every fault of them."""
    clean = [_canonical(row) for row in rows]
    faults = list(_counted(spec, len(clean)))
    for number, row in enumerate(clean, start=1):
        faults += _faults_of_row(spec, row, f"{spec.code}.{number}", known)
    faults += _repeated(spec, clean)
    if not faults and spec.code in ACROSS:
        told = ACROSS[spec.code](clean)
        faults = [fault(f"{spec.code}.{at}", code, **facts) for at, code, facts in told]
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
    if not faults and spec.code in TOGETHER:
        faults = [fault(f"{at}.{name}", code) for name, code in TOGETHER[spec.code](row, known)]
    return faults


def _repeated(spec: SectionSpec, rows: Sequence[Row]) -> Iterator[Fault]:
    for name in _UNIQUE.get(spec.code, ()):
        seen: set[str] = set()
        for number, row in enumerate(rows, start=1):
            value = str(row.get(name, ""))
            if value and value in seen:
                yield fault(f"{spec.code}.{number}.{name}", "not-unique")
            seen.add(value)
