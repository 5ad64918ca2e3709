"""Rules of large-value and suspicious transactions (反洗钱), each a row with its figures."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import Row, rows
from nongxin.catalog.station_rules import every_station_rule

MEASURES = ("cash_in", "cash_out", "transfer_in", "transfer_out")


class AmlRule(NamedTuple):
    """What a person's day must show. All tests only ever come true, whatever comes in which order.

    sum      the measure reaches `least_fen` (one-sided: 收入、付出单边累计)
    pieces   `times` single movements of at least `percent` of `least_fen` and below it
    parties  `times` different other sides, and `least_fen` with them all
    through  every one of the measures reaches `least_fen`
    """

    code: str
    kind: str
    test: str
    measures: tuple[str, ...]
    least_fen: int
    times: int
    percent: int
    name_zh: str


@lru_cache(maxsize=1)
def aml_rules() -> tuple[AmlRule, ...]:
    """Those of aml_rules.csv; and what the stations' own rules see is suspicious as it comes."""
    told = {rule.code: rule.name_zh for rule in every_station_rule()}
    seen = [AmlRule(code, "suspicious", "sum", (code,), 1, 0, 0, zh) for code, zh in told.items()]
    return (*(_rule(row) for row in rows("aml_rules.csv")), *seen)


def _rule(row: Row) -> AmlRule:
    measures = tuple(row.text("measure").split("+"))
    if not set(measures) <= set(MEASURES):
        raise row.fault(f"measure is {row.cells['measure']!r}")
    least_fen = row.whole("least_fen")
    if least_fen <= 0:
        raise row.fault("least_fen must be positive")
    return AmlRule(
        code=row.text("code"),
        kind=row.choice("kind", ("large", "suspicious")),
        test=row.choice("test", ("sum", "pieces", "parties", "through")),
        measures=measures,
        least_fen=least_fen,
        times=row.optional_whole("times") or 0,
        percent=row.optional_whole("percent") or 0,
        name_zh=row.text("name_zh"),
    )
