"""Station services (金融e站业务) as rows: what each asks for, moves, costs and allows.

A new service is a row; a partner that speaks a new protocol is one gateway more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows

FILE = "services.csv"
SELF = "self"
NARRATIVE, BACK = "STATION_", "_BACK"
# With our own books, and with a partner: money to it, money from it, a question, a report.
OWN = ("balance", "history", "withdraw", "deposit", "transfer", "save", "unsave", "repay",
       "intake", "care")  # fmt: skip
PARTNERED = ("pay", "take", "ask", "report")
_EFFECTS = ("D", "C", "0", "E")
_GUARDS = ("open", "personal", "secret")
_PROOFS = ("pin", "id_shown", "biometric", "operator", "either")


class Field(NamedTuple):
    """`guard`: open, personal (kept sealed) or secret (passed on, never kept, never logged)."""

    name: str
    type: str
    pattern: re.Pattern[str] | None
    guard: str
    name_zh: str


class Asked(NamedTuple):
    """A field of a service."""

    field: Field
    is_needed: bool


class Fee(NamedTuple):
    """Hundredths of a percent of the amount, between a least and a most (0: no bound), in fen."""

    basis_points: int
    least_fen: int
    most_fen: int

    def of(self, amount_fen: int) -> int:
        """Whole fen, halves up."""
        fee = max((amount_fen * self.basis_points + 5_000) // 10_000, self.least_fen)
        return min(fee, self.most_fen) if self.most_fen else fee


class Service(NamedTuple):
    """`account` and `float_effect`: D debited, C credited, 0 not touched, E whichever pays.

    `reversal`: R on a time-out only, V by hand on the same day `until` its cut-off, Q by a return
    that the partner makes, N not at all. Limits are in fen, None: none. `offline_days`: a terminal
    without a line may take it and send it so many days later (0: it may not). `by_phone`: a
    customer may pay it from the own account, without a station. `found` names the figures that a
    source tells; all others are assumed.
    """

    code: str
    module: str
    name_zh: str
    name_en: str
    action: str
    cash: str
    account: str
    float_effect: str
    fields: tuple[Asked, ...]
    least_fen: int | None
    step_fen: int | None
    single_most_fen: int | None
    day_most_fen: int | None
    fee: Fee
    auth: tuple[str, ...]
    reversal: str
    until: time | None
    partner: str
    settles: str
    query_first: bool
    confirm: bool
    offline_days: int
    by_phone: bool
    average_fen: int
    share_pct: str
    valid_from: date
    valid_to: date
    found: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        return self.partner == SELF

    @property
    def text(self) -> str:
        """The narrative of its postings; those that take one back end in `BACK`."""
        return f"{NARRATIVE}{self.code}"

    @property
    def names(self) -> frozenset[str]:
        return frozenset(asked.field.name for asked in self.fields)


@lru_cache(maxsize=1)
def service_fields() -> Mapping[str, Field]:
    return {row.text("name"): _field(row) for row in rows("service_fields.csv")}


@lru_cache(maxsize=1)
def every_service() -> tuple[Service, ...]:
    """All rows, also those that are no longer or not yet in force. Raises CatalogError."""
    return tuple(_service(row) for row in rows(FILE))


@lru_cache(maxsize=16)
def services(on: date) -> Mapping[str, Service]:
    """The services in force on a day, by code."""
    return {each.code: each for each in every_service() if each.valid_from <= on <= each.valid_to}


def service_narrative(text: str) -> str | None:
    """What a statement calls a posting of a service; None for another posting's text."""
    if not text.startswith(NARRATIVE):
        return None
    code = text.removeprefix(NARRATIVE).removesuffix(BACK)
    names = {each.code: each.name_zh for each in every_service()}
    name = names.get(code, code)
    return f"{name}冲正" if text.endswith(BACK) else name


def partners() -> frozenset[str]:
    """The codes of all partners."""
    return frozenset(each.partner for each in every_service()) - {SELF}


def _field(row: Row) -> Field:
    pattern = row.optional("pattern")
    kind = row.choice("type", TYPES)
    if (kind == "text") != bool(pattern):
        raise row.fault("a text, and nothing else, has a pattern")
    try:
        made = re.compile(pattern) if pattern else None
    except re.error as error:
        raise row.fault(f"pattern: {error}") from None
    return Field(row.text("name"), kind, made, row.choice("guard", _GUARDS), row.text("name_zh"))


TYPES = ("text", "words", "fen", "day", "month", "account", "card", "id_no", "id_list", "phone",
         "hash", "opaque")  # fmt: skip


def _service(row: Row) -> Service:
    first, last = row.validity()
    partner = row.text("partner")
    fee = Fee(row.whole("fee_bp"), row.whole("fee_least_fen"), row.whole("fee_most_fen"))
    made = Service(
        code=row.text("code"),
        module=row.text("module"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        action=row.choice("action", OWN if partner == SELF else PARTNERED),
        cash=row.choice("cash", ("N", "IN", "OUT")),
        account=row.choice("account", _EFFECTS),
        float_effect=row.choice("float", _EFFECTS),
        fields=tuple(_asked(row, word) for word in row.words("fields")),
        least_fen=row.optional_whole("least_fen"),
        step_fen=row.optional_whole("step_fen"),
        single_most_fen=row.optional_whole("single_most_fen"),
        day_most_fen=row.optional_whole("day_most_fen"),
        fee=fee,
        auth=tuple(_one_of(row, "auth", word, _PROOFS) for word in row.words("auth")),
        reversal=row.choice("reversal", ("R", "V", "Q", "N")),
        until=_until(row),
        partner=partner,
        settles=row.choice("settles", ("none", "T0", "T1")),
        query_first=row.choice("query_first", ("0", "1")) == "1",
        confirm=row.choice("confirm", ("0", "1")) == "1",
        offline_days=row.whole("offline_days"),
        by_phone=row.choice("by_phone", ("0", "1")) == "1",
        average_fen=row.whole("average_fen"),
        share_pct=str(row.number("share_pct")),
        valid_from=first,
        valid_to=last,
        found=tuple(_one_of(row, "found", word, tuple(row.cells)) for word in row.words("found")),
    )
    _check(made, row)
    return made


def _asked(row: Row, word: str) -> Asked:
    name = word.removesuffix("?")
    if name not in service_fields():
        raise row.fault(f"fields: there is no {name} in service_fields.csv")
    return Asked(service_fields()[name], name == word)


def _one_of(row: Row, column: str, word: str, allowed: tuple[str, ...]) -> str:
    if word not in allowed:
        raise row.fault(f"{column}: {word!r} is not one of {', '.join(allowed)}")
    return word


def _until(row: Row) -> time | None:
    text = row.optional("until")
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise row.fault(f"until is no time of day: {text!r}") from None


def _check(made: Service, row: Row) -> None:
    """What cells cannot tell one by one."""
    for fault in _faults(made):
        raise row.fault(fault)


def _faults(made: Service) -> list[str]:
    names = [asked.field.name for asked in made.fields]
    limits = [made.least_fen, made.step_fen, made.single_most_fen, made.day_most_fen]
    single, day = made.single_most_fen, made.day_most_fen
    told = {
        "fields: one stands there twice": len(set(names)) < len(names),
        "a limit is above zero": any(fen is not None and fen <= 0 for fen in limits),
        "no single amount can pass the day's limit": bool(single and day and single > day),
        "cash that goes out is added to the float": made.cash == "OUT" and made.float_effect != "C",
        "a void by hand needs its cut-off": (made.reversal == "V") != (made.until is not None),
        "whoever proves a PIN has a card": "pin" in made.auth
        and not {"pin", "card_no", "bank_card_no"} & set(names),
        "without a line nobody's money is taken and no PIN is asked": made.offline_days > 0
        and (made.action not in ("take", "report") or "pin" in names),
        "by phone an account pays a partner, and no card is written": made.by_phone
        and (made.action != "pay" or made.cash != "N" or made.confirm),
        "a fee has no least above its most": 0 < made.fee.most_fen < made.fee.least_fen,
    }
    return [fault for fault, is_so in told.items() if is_so]
