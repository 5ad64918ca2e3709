"""What a person's name and mobile number look like (double-checked by no list: form only)."""

from __future__ import annotations

import re

# Han characters, with the dot of transliterated names (阿依古丽·买买提) inside.
_NAME = re.compile(
    r"^[\u3400-\u9fff\U00020000-\U0003134f](?:[\u3400-\u9fff\U00020000-\U0003134f]|·(?!$)){1,29}$"
)
_MOBILE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)


def is_person_name(text: str) -> bool:
    """2 to 30 Han characters or '·'."""
    return _NAME.match(text) is not None and "\n" not in text


def is_mobile(text: str) -> bool:
    """A mobile number of mainland China, 11 digits."""
    return _MOBILE.match(text) is not None and len(text) == 11
