"""A terminal reports its day (终端日结): the numbers that it holds for done, with service and fen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from nongxin.kernel.errors import Conflict
from nongxin.kernel.value import value
from nongxin.payments.day_end.day_store import DynamoDays
from nongxin.payments.day_end.difference import Line
from nongxin.payments.problems import DateFar
from nongxin.stations.terminal import Terminal


class DayMatched(Conflict):
    code = "terminal-day-matched"
    zh = "该终端{date}的日结已对账，不能再报"
    en = "This terminal's day of {date} has been matched: it cannot be reported again"


# As far back as day end looks.
LATEST = timedelta(days=5)


@value
class ReportDay:
    on: date
    lines: Sequence[Line]


def report_day(command: ReportDay, terminal: Terminal, days: DynamoDays, today: date) -> int:
    """Answers how many lines were kept. The last report counts until the day is matched.

    Raises DayMatched, DateFar (a day that is not over its time to report, or to come).
    """
    if not today - LATEST <= command.on <= today:
        raise DateFar(date=command.on.isoformat())
    county = terminal.county
    standing = days.report(county, terminal.id, command.on)
    if standing is not None and standing.matched:
        raise DayMatched(date=command.on.isoformat())
    write = days.keep_report(county, terminal.id, command.on, command.lines, standing)
    days.storage.commit(write)
    return len(command.lines)
