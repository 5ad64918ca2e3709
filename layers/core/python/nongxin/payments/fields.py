"""What a terminal typed in, held against the fields of its service."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date

from nongxin.accounts.number import NumberInvalid, checked_number
from nongxin.catalog.services import Asked, Field, Service
from nongxin.kernel.id_number import IdNumber, InvalidIdNumber
from nongxin.kernel.numbers import luhn
from nongxin.kernel.value import value
from nongxin.payments.problems import FieldWrong

AMOUNT = "amount"
_CARD = re.compile(r"[0-9]{16,19}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_HASH = re.compile(r"[0-9a-f]{64}")
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_-]{8,2048}")
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_MOST_WORDS, _MOST_IDS = 60, 20
_PERIODS = (("date_from", "date_to"), ("month_from", "month_to"))


@value
class Typed:
    """`told` is open or personal, `secret` is passed on and never kept."""

    told: Mapping[str, str] = field(repr=False)
    secret: Mapping[str, str] = field(repr=False)

    def of(self, name: str) -> str:
        """An empty text where it was left out."""
        return self.told.get(name) or self.secret.get(name, "")


def read_fields(service: Service, typed: Mapping[str, str], today: date) -> Typed:
    """Raises FieldWrong at the first field that is missing, unknown or out of shape."""
    for name in typed:
        if name not in service.names or name == AMOUNT:
            raise FieldWrong(field=name[:40], why="unknown")
    for asked in service.fields:
        _check(asked, typed, today)
    for first, last in _PERIODS:
        if typed.get(first, "") > typed.get(last, "9"):
            raise FieldWrong(field=last, why="order")
    guards = {asked.field.name: asked.field.guard for asked in service.fields}
    secret = {name: text for name, text in typed.items() if guards[name] == "secret"}
    told = {name: text for name, text in typed.items() if name not in secret}
    return Typed(told, secret)


def _check(asked: Asked, typed: Mapping[str, str], today: date) -> None:
    field = asked.field
    if field.type == "fen":
        return  # whole fen stand beside the fields
    text = typed.get(field.name)
    if text is None:
        if asked.is_needed:
            raise FieldWrong(field=field.name, why="missing")
        return
    if not is_right(field, text, today):
        raise FieldWrong(field=field.name, why="shape")


def is_right(field: Field, text: str, today: date) -> bool:
    if field.pattern is not None:
        return field.pattern.fullmatch(text) is not None and text.isascii()
    return _TYPES[field.type](text, today)


def _words(text: str, _: date) -> bool:
    plain = all(unicodedata.category(sign)[0] not in "CZ" or sign == " " for sign in text)
    return 0 < len(text) <= _MOST_WORDS and text == text.strip() and plain


def _account(text: str, _: date) -> bool:
    try:
        return checked_number(text) == text
    except NumberInvalid:
        return False


def _card(text: str, _: date) -> bool:
    return bool(_CARD.fullmatch(text)) and luhn(text[:-1]) == text[-1]


def _id_no(text: str, today: date) -> bool:
    try:
        return IdNumber.parse(text, today).text == text
    except InvalidIdNumber:
        return False


def _id_list(text: str, today: date) -> bool:
    each = text.split(",")
    is_set = len(set(each)) == len(each) <= _MOST_IDS
    return is_set and all(_id_no(one, today) for one in each)


def _day(text: str, _: date) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_TYPES: Mapping[str, Callable[[str, date], bool]] = {
    "words": _words,
    "day": _day,
    "month": lambda text, _: bool(_MONTH.fullmatch(text)),
    "account": _account,
    "card": _card,
    "id_no": _id_no,
    "id_list": _id_list,
    "phone": lambda text, _: bool(_PHONE.fullmatch(text)),
    "hash": lambda text, _: bool(_HASH.fullmatch(text)),
    "opaque": lambda text, _: bool(_OPAQUE.fullmatch(text)),
}
