"""One field against its specification: type, length, codes, range, form, date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nongxin.archives.checks.faults import Fault, fault
from nongxin.archives.checks.forms import Known, fault_of_form
from nongxin.archives.checks.places import is_point, is_polygon
from nongxin.archives.checks.schema import FieldSpec
from nongxin.kernel.clock import SHANGHAI

_DECIMAL = re.compile(r"^-?\d{1,16}(\.\d{1,6})?$", re.ASCII)
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$", re.ASCII)
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
# A text that begins so is a formula to whoever opens an export.
_RUN_BY_SPREADSHEETS = tuple("=+-@")
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_field(spec: FieldSpec, value: Any, at: str, known: Known) -> Fault | None:
    """The first fault of a value that is there, or None."""
    return _KINDS[spec.kind](spec, value, at, known)


def _text(spec: FieldSpec, value: Any, at: str, known: Known) -> Fault | None:
    if not isinstance(value, str):
        return fault(at, "not-text")
    if len(value) < spec.shortest:
        return fault(at, "too-short", low=spec.shortest)
    if spec.length and len(value) > spec.length:
        return fault(at, "too-long", high=spec.length)
    # Invisible characters and markup have no place in an archive and harm whoever shows it.
    if _is_harmful(value):
        return fault(at, "forbidden-character")
    if value[:1] in _RUN_BY_SPREADSHEETS:
        return fault(at, "formula")
    if spec.pattern is not None and not spec.pattern.fullmatch(value):
        return fault(at, "pattern")
    wrong = fault_of_form(spec.form, value, known) if spec.form else None
    return fault(at, wrong) if wrong else None


def _is_harmful(text: str) -> bool:
    if "<" in text or ">" in text:
        return True
    # Almost every text is printable: only of the others are the characters looked at.
    return not text.isprintable() and any(unicodedata.category(c) in _FORBIDDEN for c in text)


def _code(spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    if not isinstance(value, str) or value not in spec.codes:
        return fault(at, "not-a-code")
    return None


def _int(spec: FieldSpec, value: Any, at: str, known: Known) -> Fault | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return fault(at, "not-an-integer")
    if spec.year_not_after_today and value > known.today.year:
        return fault(at, "in-the-future")
    if spec.years_back and value < known.today.year - spec.years_back:
        return fault(at, "too-old", low=known.today.year - spec.years_back)
    return _within(spec, Decimal(value), at)


def _decimal(spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        return fault(at, "not-a-decimal")
    whole, _point, fraction = value.lstrip("-").partition(".")
    if len(fraction) > spec.places or len(whole.lstrip("0")) > spec.digits - spec.places:
        return fault(at, "too-many-digits", digits=spec.digits, places=spec.places)
    return _within(spec, Decimal(value), at)


def _within(spec: FieldSpec, value: Decimal, at: str) -> Fault | None:
    low = spec.low if spec.low is not None else value
    high = spec.high if spec.high is not None else value
    if low <= value <= high:
        return None
    return fault(at, "out-of-range", low=_bound(spec.low), high=_bound(spec.high))


def _bound(bound: Decimal | None) -> str:
    return "…" if bound is None else str(bound)


def _date(spec: FieldSpec, value: Any, at: str, known: Known) -> Fault | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return fault(at, "not-a-date")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return fault(at, "not-a-date")
    return fault(at, "in-the-future") if spec.not_after_today and day > known.today else None


def _datetime(spec: FieldSpec, value: Any, at: str, known: Known) -> Fault | None:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return fault(at, "not-a-time")
    try:
        day = datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(SHANGHAI).date()
    except (ValueError, OverflowError):
        return fault(at, "not-a-time")
    return fault(at, "in-the-future") if spec.not_after_today and day > known.today else None


def _bool(_spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    return None if isinstance(value, bool) else fault(at, "not-a-bool")


def _image(_spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    told = isinstance(value, str) and _SHA256.fullmatch(value)
    return None if told else fault(at, "not-a-file")


def _polygon(_spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    return None if is_polygon(value) else fault(at, "not-a-polygon")


def _point(_spec: FieldSpec, value: Any, at: str, _: Known) -> Fault | None:
    return None if is_point(value) else fault(at, "not-a-point")


_KINDS: dict[str, Callable[[FieldSpec, Any, str, Known], Fault | None]] = {
    "text": _text,
    "code": _code,
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "bool": _bool,
    "image": _image,
    "geojson": _polygon,
    "point": _point,
}
