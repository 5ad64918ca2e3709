"""Reconcile the books of an entity (R26): they are read anew and must say the same as ever.

Every hour all accounts and postings of the days without a seal, and of the sealed days as many as
there is time for, round and round. A read of 8 ms, eight side by side, makes 700,000 reads in
twelve minutes. The mean entity has 40,000 accounts (3.81 million farmers, 94 entities): its open
day and some 16 sealed ones an hour, a year in a day. One with 300,000: its open day and a sealed
one an hour, a year in 15 days. More than 600,000 accounts need a second function (all assumed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from nongxin.kernel.directory import BusinessDateRecord
from nongxin.kernel.value import value
from nongxin.ledger.check_clearing import open_days
from nongxin.ledger.check_open_days import check_open_days
from nongxin.ledger.finding import Finding
from nongxin.ledger.finding_store import Findings
from nongxin.ledger.verify_day import VerifyingParts, verify_day

_DAY = timedelta(days=1)


@value
class ReconcilingParts:
    verifying: VerifyingParts
    findings: Findings
    enough_time: Callable[[], bool] = lambda: True


def reconcile_books(entity: str, row: BusinessDateRecord, parts: ReconcilingParts) -> list[Finding]:
    """Answers what is wrong, and keeps it where ops see it."""
    verifying, findings = parts.verifying, parts.findings
    asked = open_days(entity, row)
    found = check_open_days(asked, verifying.days, verifying.accounts)
    findings.keep(entity, found)
    for day in _turn(row, findings.checked(entity)):
        if not parts.enough_time():
            break
        wrong = verify_day(entity, day, verifying)
        findings.keep(entity, wrong)
        findings.now_checked(entity, day)
        found += wrong
    return found


def _turn(row: BusinessDateRecord, checked: date | None) -> Iterator[date]:
    """Every sealed day once: after the one that was checked last, round to it again."""
    first, end = date.fromisoformat(str(row.opened_on or row.first_unsealed)), row.first_unsealed
    count = (end - first).days
    start = (checked - first).days + 1 if checked else 0
    for number in range(count):
        yield first + (start + number) % count * _DAY
