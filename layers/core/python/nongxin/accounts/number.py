"""Account numbers (账号): what people write on a form, with a check digit that finds slips."""

from __future__ import annotations

import re

from nongxin.kernel.errors import Rule
from nongxin.kernel.numbers import luhn

_SHAPE = re.compile(r"[0-9]{19}")


class NumberInvalid(Rule):
    code = "account-number-invalid"
    zh = "账号须为19位数字，且校验位正确"
    en = "An account number has 19 digits, the last of which is its check digit"


def account_number(entity: str, county: str, serial: int) -> str:
    """19 digits: legal entity (4), county (6), serial (8), Luhn check digit. The layout is
    assumed.
    """
    body = f"{entity}{county}{serial:08d}"
    return body + luhn(body)


def checked_number(text: str) -> str:
    """The number without blanks; raises NumberInvalid. One wrong digit is always found."""
    number = text.replace(" ", "")
    if not _SHAPE.fullmatch(number) or luhn(number[:-1]) != number[-1]:
        raise NumberInvalid()
    return number
