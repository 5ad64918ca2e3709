"""A terminal reports its day (终端日结): the numbers that it holds for done, with service and fen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from nongxin.catalog.services import services
from nongxin.kernel.errors import Conflict
from nongxin.kernel.value import value
from nongxin.payments.day_end.compare_terminal import Totals, compare_terminal, totals
from nongxin.payments.day_end.day_store import lines_of
from nongxin.payments.day_end.difference import Found, Line
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.problems import DateFar, FieldWrong, NoSuchService
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


@value
class DayReported:
    """`totals` are those of our books, `differences` as things stand now: the night decides."""

    lines: int
    totals: Totals
    differences: Sequence[Found]


def report_day(command: ReportDay, terminal: Terminal, parts: DayEndParts) -> DayReported:
    """The last report counts until the day is matched; the same again is the same answer, then too.

    Raises DayMatched, NoSuchService, FieldWrong (a number twice), DateFar (a day that is too old
    to report, or to come).
    """
    today, days, on = parts.clock.today(), parts.days, command.on
    if not today - LATEST <= on <= today:
        raise DateFar(date=on.isoformat())
    if len({line.number for line in command.lines}) != len(command.lines):
        raise FieldWrong(field="trace", why="twice")
    for line in command.lines:
        if line.service not in services(on):
            raise NoSuchService(service=line.service)
    standing = days.report(terminal.county, terminal.id, on)
    is_new = standing is None or lines_of(standing) != list(command.lines)
    if standing is not None and standing.matched and is_new:
        raise DayMatched(date=on.isoformat())
    if is_new:
        days.storage.commit(
            days.keep_report(terminal.county, terminal.id, on, command.lines, standing)
        )
    ours = days.done_by(terminal.id, on)
    found = list(compare_terminal(terminal.id, ours, command.lines, parts))
    return DayReported(len(command.lines), totals(command.lines, found, on), found)
