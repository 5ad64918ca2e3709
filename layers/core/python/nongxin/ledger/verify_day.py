"""Verify a sealed day against its evidence: what was changed, dropped or put in since is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from nongxin.kernel.errors import Missing
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.value import value
from nongxin.ledger import merkle
from nongxin.ledger.day_book import day_book, line_id, read_line
from nongxin.ledger.day_store import DynamoDays, SealRecord, seat
from nongxin.ledger.finding import Finding
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of, seal_expected
from nongxin.ledger.read_trial import read_trial
from nongxin.ledger.seal_day import DAY_BOOK, chained
from nongxin.ledger.store import EntryLost, EntryRecord, LedgerAccounts


@value
class VerifyingParts:
    days: DynamoDays
    accounts: LedgerAccounts
    evidence: Evidence


def verify_day(entity: str, day: date, parts: VerifyingParts) -> list[Finding]:
    """Nothing if the day is as it was sealed. Raises Missing if it is not sealed."""
    seal = parts.days.seal(entity, day)
    if seal is None:
        raise Missing()
    try:
        read = read_trial(entity, day, parts.days)
    except EntryLost as lost:
        return [Finding("dropped", f"{lost.facts['account']}#{lost.facts['seq']}")]
    kept = kept_lines(entity, seal, parts.evidence)
    found = list(_differences([line for _, line in kept], list(read.day.lines())))
    found += [Finding("balances", what) for what in read.breaks]
    found += _unchained([EntryRecord.of(item) for item in read.day.items], parts.accounts)
    before = parts.days.seal(entity, day - timedelta(days=1))
    is_whole = seal.chain == chained(seal, "" if before is None else str(before.chain))
    if not is_whole or day_book(line for _, line in kept).root != seal.root:
        found.append(Finding("seal", f"{entity} {day}"))
    return found


def kept_lines(entity: str, seal: SealRecord, evidence: Evidence) -> list[tuple[int, Line]]:
    """The day book as it was sealed: voucher numbers and lines."""
    pages = [evidence.read(DAY_BOOK, seat(entity), d) for d in json.loads(str(seal.pages))]
    return [read_line(text) for page in pages for text in page.split("\n")]


def proof_of(
    entity: str, seal: SealRecord, line: Line, evidence: Evidence
) -> list[tuple[str, str]]:
    """The hashes that lead from one line to the day's root; raises Missing."""
    book = day_book(other for _, other in kept_lines(entity, seal, evidence))
    for number, text in enumerate(book.texts):
        if read_line(text)[1] == line:
            return merkle.proof([merkle.leaf(each) for each in book.texts], number)
    raise Missing()


def _differences(kept: list[Line], there: list[Line]) -> Iterator[Finding]:
    now = {line_id(line): line for line in there}
    then = {line_id(line): line for line in kept}
    for name in sorted(now.keys() | then.keys()):
        where = f"{name[0]}#{name[1] or name[2]}"
        if name not in now:
            yield Finding("dropped", where)
        elif name not in then:
            yield Finding("inserted", where)
        elif now[name] != then[name]:
            yield Finding("changed", where)


def _unchained(records: list[EntryRecord], accounts: LedgerAccounts) -> Iterator[Finding]:
    """Entries whose hash does not follow from the one before and what they say, holds included."""
    for record in records:
        if not record.seal:
            continue
        before = accounts.entry(str(record.account), record.seq - 1) if record.seq else None
        if record.seal != seal_expected(record, str(before.seal) if before else ""):
            yield Finding("unchained", f"{line_of(record).account}#{record.seq}")
