"""Rules against fraud at stations (风控规则), each a row: what is seen, and what then happens.

Figures that no source tells are marked assumed in the rows; a rule ends and another begins by date.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows

FILE = "station_rules.csv"
REFUSE, HOLD, ALERT = "refuse", "hold", "alert"
# What each test needs beside `services`.
_NEEDS = {
    "velocity": ("times", "minutes"),
    "split": ("least_fen", "times"),
    "self": ("least_fen",),
    "dormant": ("least_fen", "days"),
    "night": ("least_fen", "from", "until"),
}


class StationRule(NamedTuple):
    """`services` are actions or codes of services.csv. Of one card, this payment counted:

    velocity  the `times`-th payment within so many minutes
    split     the `times`-th payment of its day, over all kinds, together `least_fen`
    self      payer or payee is the shop's owner, from `least_fen`
    dormant   nothing moved for so many days, from `least_fen`
    night     from `begins` to before `ends` by Shaanxi's clock, from `least_fen`

    `effect`: refuse; hold (refused, and the card is stopped at stations until staff release it);
    alert (done). Each of them is told to those who watch.
    """

    code: str
    test: str
    services: frozenset[str]
    least_fen: int
    times: int
    minutes: int
    days: int
    begins: time
    ends: time
    effect: str
    name_zh: str
    name_en: str
    valid_from: date
    valid_to: date


@lru_cache(maxsize=1)
def every_station_rule() -> tuple[StationRule, ...]:
    return tuple(_rule(row) for row in rows(FILE))


@lru_cache(maxsize=16)
def station_rules(on: date) -> tuple[StationRule, ...]:
    """The rules in force on a day."""
    return tuple(r for r in every_station_rule() if r.valid_from <= on <= r.valid_to)


def _rule(row: Row) -> StationRule:
    first, last = row.validity()
    test = row.choice("test", tuple(_NEEDS))
    for column in ("least_fen", "times", "minutes", "days", "from", "until"):
        if bool(row.optional(column)) != (column in _NEEDS[test]):
            raise row.fault(f"{column}: {test} needs {', '.join(_NEEDS[test])} and nothing else")
    return StationRule(
        code=row.text("code"),
        test=test,
        services=frozenset(row.words("services")),
        least_fen=row.optional_whole("least_fen") or 0,
        times=row.optional_whole("times") or 0,
        minutes=row.optional_whole("minutes") or 0,
        days=row.optional_whole("days") or 0,
        begins=_time(row, "from"),
        ends=_time(row, "until"),
        effect=row.choice("effect", (REFUSE, HOLD, ALERT)),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        valid_from=first,
        valid_to=last,
    )


def _time(row: Row, column: str) -> time:
    text = row.optional(column) or "00:00"
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise row.fault(f"{column} is no time of day: {text!r}") from None
