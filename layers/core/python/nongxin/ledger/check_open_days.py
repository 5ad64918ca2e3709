"""Check the days of an entity that no seal covers yet: every account, every posting (R26).

Costs one read an account, whatever its history: what lies before is covered by seals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from nongxin.catalog import places
from nongxin.kernel.value import value
from nongxin.ledger.day_store import LAST_CHARACTERS, DynamoDays
from nongxin.ledger.finding import Finding
from nongxin.ledger.kinds import account_kinds
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of_item, seal_expected
from nongxin.ledger.open_lines import Told, chain_breaks, unbalanced
from nongxin.ledger.store import EntryRecord, LedgerAccounts
from nongxin.ledger.trial import debit_positive

_DAY = timedelta(days=1)


@dataclass
class _Seen:
    """Of some accounts: what they had before the first of the days (debit positive), their lines
    since, and what is wrong with them.
    """

    before: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)


@value
class OpenDays:
    """From the first day without a seal to the open one, and one more: it may go over meanwhile."""

    entity: str
    first: date
    last: date

    @property
    def span(self) -> list[date]:
        return [self.first + n * _DAY for n in range((self.last - self.first).days + 2)]


def check_open_days(asked: OpenDays, days: DynamoDays, accounts: LedgerAccounts) -> list[Finding]:
    """A posting that is written while the books are read may be seen by half. Whoever is seen at
    all is there as a whole at the next look: only what is unbalanced twice is.
    """
    seen = _look(asked, days, accounts)
    left = unbalanced(seen.lines)
    if left:
        again = unbalanced(_look(asked, days, accounts).lines)
        seen.found += [
            Finding("unbalanced", f"{journal} by {again[journal]}")
            for journal in sorted(left.keys() & again.keys())
        ]
    return seen.found + list(_opening_breaks(seen.before, asked, days))


def _look(asked: OpenDays, days: DynamoDays, accounts: LedgerAccounts) -> _Seen:
    counties = places.counties_of(asked.entity, asked.last)
    parts = [(county, last) for county in counties for last in LAST_CHARACTERS]
    seen = _Seen()
    for some in days.each(lambda part: _partition(part, asked, days, accounts), parts):
        seen.before.update(some.before)
        seen.lines += some.lines
        seen.found += some.found
    for lines in days.each(lambda county: _general(county, asked, days), counties):
        seen.lines += lines
    return seen


def _partition(
    part: tuple[str, str], asked: OpenDays, days: DynamoDays, accounts: LedgerAccounts
) -> _Seen:
    seen = _Seen()
    for head in days.heads_in(part, asked.entity):
        chain = _chain(head, str(asked.first), accounts)
        seen.found += chain_breaks(chain)
        lines = [line for line, _, _ in chain]
        if lines[0].booking_date < str(asked.first):
            seen.before[part[0], lines[0].kind] += debit_positive(
                lines[0].kind, lines[0].balance_fen
            )
            del lines[0]
        elif lines[0].seq:
            seen.found.append(Finding("dropped", f"{lines[0].account}#{lines[0].seq - 1}"))
        seen.lines += lines
    return seen


def _chain(head: EntryRecord, first: str, accounts: LedgerAccounts) -> list[Told]:
    """The entries of the days and the one before them, oldest first."""
    found: list[Told] = []
    for record in _down_from(head, accounts):
        found.append(_told(record))
        if str(record.booking_date) < first:
            break
    return found[::-1]


def _down_from(head: EntryRecord, accounts: LedgerAccounts) -> Iterator[EntryRecord]:
    yield head
    if head.seq:
        yield from accounts.back_from(str(head.account), head.seq - 1)


def _told(record: EntryRecord) -> Told:
    line = line_of_item(record.item())
    return line, str(record.holds or ""), lambda before: seal_expected(record, before)


def _general(county: str, asked: OpenDays, days: DynamoDays) -> list[Line]:
    return [
        line_of_item(item) for day in asked.span for item in days.general(county, asked.entity, day)
    ]


def _opening_breaks(
    before: Counter[tuple[str, str]], asked: OpenDays, days: DynamoDays
) -> Iterator[Finding]:
    """What the accounts had before must be what the last seal says of them."""
    seal = days.seal(asked.entity, asked.first - _DAY)
    if seal is None:
        return
    sealed = {place: fen for place, fen in seal.balances.items() if _is_exact(place[1])}
    for place in sorted(sealed.keys() | before.keys()):
        told, kept = before[place], sealed.get(place, 0)
        if told != kept:
            yield Finding("opening", f"{'/'.join(place)}: accounts {told}, sealed {kept}")


def _is_exact(kind: str) -> bool:
    return account_kinds()[kind].exact
