"""Seal a day: its book as evidence, its Merkle root and closing balances as a record, once."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

from nongxin.kernel.evidence import Evidence
from nongxin.kernel.records import StaleRecord, create
from nongxin.kernel.storage import Storage
from nongxin.ledger.day_book import DayBook, day_book
from nongxin.ledger.day_store import DynamoDays, SealRecord, seat
from nongxin.ledger.read_trial import read_trial
from nongxin.ledger.trial import BooksBroken, TrialBalance

DAY_BOOK = "day-book"


def seal_day(
    entity: str, day: date, days: DynamoDays, evidence: Evidence, storage: Storage
) -> SealRecord:
    """The seal, made now if there is none. The day must be over. Raises BooksBroken."""
    kept = days.seal(entity, day)
    if kept is not None:
        return kept
    read = read_trial(entity, day, days)
    if read.breaks:
        raise BooksBroken(count=len(read.breaks), breaks=read.breaks[:5])
    book = day_book(read.day.lines())
    seal = _filled(days.new_seal(entity, day), book, read.trial)
    before = days.seal(entity, day - timedelta(days=1))
    seal.chain = chained(seal, "" if before is None else str(before.chain))
    county = seat(entity)
    seal.pages = json.dumps([evidence.keep(DAY_BOOK, county, page) for page in book.pages()])
    try:
        storage.commit(create(seal))
    except StaleRecord:  # another run sealed it meanwhile
        kept = days.seal(entity, day)
        assert kept is not None
        return kept
    return seal


def chained(seal: SealRecord, before: str) -> str:
    """A seal covers the one before it, so that no day can be taken out or exchanged."""
    told = f"{before}|{seal.pk}|{seal.sk}|{seal.root}|{seal.lines}|{seal.vouchers}|{seal.closing}"
    return hashlib.sha256(told.encode()).hexdigest()


def _filled(seal: SealRecord, book: DayBook, trial: TrialBalance) -> SealRecord:
    seal.root, seal.lines, seal.vouchers = book.root, len(book.texts), book.vouchers
    closing = [[*place, fen] for place, fen in sorted(trial.closing.items())]
    seal.closing = json.dumps(closing, separators=(",", ":"))
    return seal
