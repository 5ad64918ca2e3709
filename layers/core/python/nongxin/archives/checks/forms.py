"""Forms that need more than a pattern: check digits, names, numbers of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from nongxin.kernel.id_number import IdNumber, InvalidIdNumber
from nongxin.kernel.numbers import luhn
from nongxin.kernel.personal import is_mobile, is_person_name
from nongxin.kernel.value import value

_CARD = re.compile(r"^\d{16,19}$", re.ASCII)
_USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}$")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@value
class Known:
    """What a check needs to know beside the value: the day, the subsidy items, the area codes."""

    today: date
    is_subsidy: Callable[[str], bool]
    could_be_issued: Callable[[str, date], bool]


def fault_of_form(form: str, value: str, known: Known) -> str | None:
    """The code of what is wrong with a text, or None."""
    return _FORMS[form](value, known)


def _id_no(value: str, known: Known) -> str | None:
    try:
        number = IdNumber.parse(value, known.today)
    except InvalidIdNumber:
        return "id-number"
    if not known.could_be_issued(number.area, number.birth_date):
        return "id-number-area"
    return None


def _bank_card(value: str, _: Known) -> str | None:
    if not _CARD.match(value):
        return "pattern"
    return None if luhn(value[:-1]) == value[-1] else "check-digit"


def _uscc(value: str, _: Known) -> str | None:
    """统一社会信用代码, GB 32100-2015: weights are powers of 3 modulo 31."""
    if not _USCC.match(value):
        return "pattern"
    return None if uscc_check(value[:-1]) == value[-1] else "check-digit"


def uscc_check(seventeen: str) -> str:
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(seventeen))
    return _USCC_ALPHABET[-total % 31]


_FORMS: dict[str, Callable[[str, Known], str | None]] = {
    "id_no": _id_no,
    "bank_card": _bank_card,
    "uscc": _uscc,
    "mobile": lambda value, _: None if is_mobile(value) else "mobile",
    "person_name": lambda value, _: None if is_person_name(value) else "name",
    "subsidy_item": lambda value, known: None if known.is_subsidy(value) else "not-a-subsidy",
}
