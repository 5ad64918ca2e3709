"""The resident identity number (公民身份号码, GB 11643-1999): area, birth date, sequence, check.

The check character is ISO 7064 MOD 11-2. Whether a county's code was ever in use is the catalog's
knowledge (counties are renamed and merged; a number keeps the code of its issue).
"""

from __future__ import annotations

import re
from datetime import date
from operator import mul
from typing import ClassVar

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words

LENGTH = 18
_SHAPE = re.compile(r"^\d{17}[0-9X]$", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROS = sum(ord("0") * weight for weight in _WEIGHTS)  # digits are summed as their bytes
# GB/T 2260: the first two digits that a province, municipality or region has.
_PROVINCES = re.compile(r"^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])")
_OLDEST_YEARS = 120


class InvalidIdNumber(Rule):
    """`why` is a code: shape, area, birth-date or check. The number itself is never told."""

    code = "invalid-id-number"
    zh = "身份证号码有误（{why}）"
    en = "This is no valid resident ID number ({why})"
    words: ClassVar[Words] = {
        "why": {
            "shape": ("须为18位", "it has 18 characters"),
            "area": ("地区码不符", "its area does not fit"),
            "birth-date": ("出生日期不符", "its date of birth cannot be"),
            "check": ("校验位不符", "its check character does not fit"),
        }
    }


@value
class IdNumber:
    text: str

    @classmethod
    def parse(cls, text: str, today: date) -> IdNumber:
        """The number in canonical form (18 characters, a capital X); raises InvalidIdNumber."""
        text = text.strip().upper()
        if not _SHAPE.match(text):
            raise InvalidIdNumber(why="shape")
        if not _PROVINCES.match(text):
            raise InvalidIdNumber(why="area")
        number = cls(text)
        if not number._born_by(today):
            raise InvalidIdNumber(why="birth-date")
        if text[-1] != check_character(text[:-1]):
            raise InvalidIdNumber(why="check")
        return number

    @property
    def area(self) -> str:
        """The county-level code (GB/T 2260) at the time of issue."""
        return self.text[:6]

    @property
    def birth_date(self) -> date:
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def is_male(self) -> bool:
        """An odd sequence number belongs to a man."""
        return int(self.text[16]) % 2 == 1

    def age(self, on: date) -> int:
        return full_years(self.birth_date, on)

    def _born_by(self, today: date) -> bool:
        try:
            return 0 <= self.age(today) <= _OLDEST_YEARS and self.birth_date <= today
        except ValueError:
            return False


def days_left(valid_to: date | None, today: date) -> int:
    """Days that an ID card is still valid; a card without an end (长期) has a hundred years."""
    return 36_500 if valid_to is None else (valid_to - today).days


def check_character(seventeen_digits: str) -> str:
    total = sum(map(mul, seventeen_digits.encode("ascii"), _WEIGHTS))
    return _CHECKS[(total - _ZEROS) % 11]


def full_years(since: date, on: date) -> int:
    """Whole years from one day to another (周岁): the birthday itself counts."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
