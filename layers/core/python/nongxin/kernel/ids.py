"""Identifiers: kind, home county and a time-ordered part, so that an id alone finds its shard.

`ap_610722_01JD…` is an application (ap) of county 610722. Letters, digits and `_` only: the id
stands in URLs, and API Gateway's path parameters take no more.
"""

from __future__ import annotations

import re
from datetime import datetime

from ulid import ULID

from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Missing

_TIME, _DRAWN = 10, 16  # characters of a ULID
_SHAPE = re.compile(r"([a-z]{2})_([0-9]{6})_([0-9A-HJKMNP-TV-Z]{26})")


def new_id(kind: str, county: str, clock: Clock) -> str:
    """A fresh id; ids of one kind and county sort by the time they were made (to the ms)."""
    return f"{kind}_{county}_{ULID.from_datetime(clock.now())}"


def first_id(kind: str, county: str, moment: datetime) -> str:
    """The least id of its kind and county that can have been made at a moment or later."""
    return f"{kind}_{county}_{str(ULID.from_datetime(moment))[:_TIME]}{'0' * _DRAWN}"


def county_of(identifier: str, kind: str | None = None) -> str:
    """The home county in an id. A text that is no id (of that kind) is simply not found."""
    match = _SHAPE.fullmatch(identifier)
    if match is None or (kind is not None and match[1] != kind):
        raise Missing()
    return match[2]


def sibling(identifier: str, kind: str) -> str:
    """The id of another kind that belongs one to one: application ap_X -> its loan ln_X."""
    return f"{kind}{identifier[2:]}"
