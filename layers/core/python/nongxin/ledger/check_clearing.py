"""Check that what legal entities owe each other is nothing in all, over the whole province (R26).

Each entity's clearing account as its last seal has it, and its clearing lines since. Costs a read
for each county and day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nongxin.catalog import places
from nongxin.kernel.directory import BusinessDateRecord
from nongxin.ledger.check_open_days import OpenDays
from nongxin.ledger.clearing import CLEARING
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.finding import Finding
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of_item
from nongxin.ledger.read_trial import opening_of


def check_clearing(rows: Mapping[str, BusinessDateRecord], days: DynamoDays) -> list[Finding]:
    """`rows` of every entity that books. A posting that was seen by half at the first look is there
    as a whole at the second, whose lines are summed as far as the first one knew of them.
    """
    asked = [open_days(entity, row) for entity, row in sorted(rows.items())]
    stood = sum(days.each(lambda each: _stood(each, days), asked))
    first, second = (_lines(asked, days) for _ in range(2))
    known = {line.journal for line in first}
    since = sum(line.signed_fen(Side.DEBIT) for line in second if line.journal in known)
    left = stood + since
    return [Finding("clearing", f"all entities by {left}")] if left else []


def open_days(entity: str, row: BusinessDateRecord) -> OpenDays:
    return OpenDays(entity, row.first_unsealed, date.fromisoformat(str(row.business_date)))


def _stood(asked: OpenDays, days: DynamoDays) -> int:
    """What the clearing accounts had before the days, debit positive."""
    before = opening_of(asked.entity, asked.first, days)
    return sum(fen for (_, kind), fen in before.items() if kind == CLEARING)


def _lines(asked: list[OpenDays], days: DynamoDays) -> list[Line]:
    return [line for each in days.each(lambda one: _of(one, days), asked) for line in each]


def _of(asked: OpenDays, days: DynamoDays) -> list[Line]:
    return [
        line_of_item(item)
        for day in asked.span
        for county in places.counties_of(asked.entity, day)
        for item in days.general(county, asked.entity, day, (CLEARING,))
    ]
