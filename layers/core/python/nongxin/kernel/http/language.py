"""Which of our two languages a caller reads best."""

from __future__ import annotations

import re

DEFAULT = "zh"
_OURS = frozenset({"zh", "en"})
_TAG = r"([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*"
_WISH = re.compile(rf"\s*{_TAG}\s*(?:;\s*q\s*=\s*([01](?:\.\d{{0,3}})?))?\s*")


def language_of(accepts: str) -> str:
    """ "zh" or "en" for an Accept-Language header (RFC 9110 §12.5.4); Chinese where it wishes none.

    Of equal wishes the earlier one counts.
    """
    wishes = [(_WISH.fullmatch(part), place) for place, part in enumerate(accepts.split(",")[:20])]
    known = [
        (-float(wish[2] or 1), place, wish[1].lower())
        for wish, place in wishes
        if wish and wish[1].lower() in _OURS and float(wish[2] or 1)
    ]
    return min(known)[2] if known else DEFAULT
