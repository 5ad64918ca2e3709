"""Loans as items: a head under `LOAN`, and a row `E#…` per entry of its history.

The head is its terms, its dates and some figures of the day of the last entry; it does not grow.
A loan grows by a row of about 200 bytes per entry, at most `MOST_ENTRIES`, read in one query and
only where there are any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.lending.loans.entries import Entry, RateChange
from nongxin.lending.loans.entry_mapping import entry_from_text, entry_to_text
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanIdentity
from nongxin.lending.loans.terms_mapping import (
    dates_from_text,
    dates_to_text,
    terms_from_text,
    terms_to_text,
)
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.due import Due
from nongxin.lending.reckoning.due_dates import IsWorkingDay
from nongxin.lending.reckoning.schedule import Instalment

_HEAD = "LOAN"


class LoanRecord(Record):
    """`dates` freezes the due dates; `dues` is the plan of a loan that was repaid before entries
    were kept, as it stood on `last_on`. `principal_fen` is as of the last entry.
    """

    context = "lending"

    application = UnicodeAttribute()
    entity = UnicodeAttribute()
    borrower = UnicodeAttribute()
    account = UnicodeAttribute()
    contract_sha256 = UnicodeAttribute()
    product = UnicodeAttribute(null=True)
    terms = UnicodeAttribute()
    lent_on = UnicodeAttribute()
    last_on = UnicodeAttribute()
    status = UnicodeAttribute()
    dates = UnicodeAttribute(null=True)
    dues = UnicodeAttribute(null=True)
    received = UnicodeAttribute(null=True)
    entries = NumberAttribute(default=0)
    ahead = UnicodeAttribute(null=True)
    principal_fen = NumberAttribute(null=True)


class EntryRecord(Record):
    context = "lending"

    entry = UnicodeAttribute()


class DynamoLoans:
    """`works` tells working days, by which due dates move."""

    def __init__(self, storage: Storage, works: IsWorkingDay) -> None:
        self._storage = storage
        self._works = works

    def get(self, loan_id: str, *, consistent: bool = False) -> Loan:
        """The loan as it stands. Raises Missing."""
        return self.history(loan_id, consistent=consistent).loan()

    def history(self, loan_id: str, *, consistent: bool = True) -> History:
        """Raises Missing."""
        record = self._storage.get(LoanRecord, _pk(loan_id), _HEAD, consistent=consistent)
        if record is None:
            raise Missing()
        entries = self._entries(loan_id, int(record.entries))
        ahead = _ahead(record.ahead)
        return History(self._base(record, loan_id), entries, int(record.version), ahead)

    def add(self, loan: Loan) -> Write:
        return create(_filled(loan, loan, History(loan, (), 0)))

    def wait(self, before: History, after: History) -> Write:
        """What waits for its day, on the head under its version."""
        head = _filled(after.base, after.loan(), after)
        head.version = before.version
        return replace(head)

    def enter(self, before: History, after: History, events: str) -> list[Write]:
        """The new entries and the head under its version; the newest row carries the events."""
        loan = after.loan()
        head = _filled(after.base, loan, after)
        head.version = before.version
        rows = []
        for nr in range(len(before.entries) + 1, len(after.entries) + 1):
            row = EntryRecord(_pk(loan.identity.id), _entry_key(nr))
            row.entry = entry_to_text(after.entries[nr - 1])
            rows.append(row)
        rows[-1].events = events
        return [replace(head), *map(create, rows)]

    def _entries(self, loan_id: str, count: int) -> tuple[Entry, ...]:
        if not count:
            return ()
        keys = (_entry_key(1), _entry_key(count))
        items = list(self._storage.between(EntryRecord, _pk(loan_id), keys))
        return tuple(entry_from_text(item["entry"]["S"]) for item in reversed(items))

    def _base(self, record: LoanRecord, loan_id: str) -> Loan:
        identity = LoanIdentity(
            id=loan_id,
            application_id=str(record.application),
            county=record.county,
            entity=str(record.entity),
            borrower_id=str(record.borrower),
            account_id=str(record.account),
            contract_sha256=str(record.contract_sha256),
            product=str(record.product or ""),
        )
        terms, lent_on = terms_from_text(str(record.terms)), date.fromisoformat(record.lent_on)
        if record.dates:
            dates = dates_from_text(terms, lent_on, str(record.dates))
            return Loan.on_dates(identity, terms, lent_on, dates)
        if not record.dues:
            return Loan.disbursed(identity, terms, lent_on, self._works)
        last_on = date.fromisoformat(record.last_on)
        dues = tuple(map(_due, json.loads(record.dues)))
        received = Parts(*json.loads(record.received)) if record.received else _paid_of(dues)
        return Loan(identity, terms, lent_on, dues, last_on, received=received)


def _pk(loan_id: str) -> str:
    return f"{county_of(loan_id, 'ln')}#LN#{loan_id}"


def _entry_key(nr: int) -> str:
    return f"E#{nr:05d}"


def _ahead(text: Any) -> tuple[RateChange, ...]:
    found = (entry_from_text(each) for each in json.loads(text or "[]"))
    return tuple(each for each in found if isinstance(each, RateChange))


def _filled(base: Loan, loan: Loan, history: History) -> LoanRecord:
    identity, terms = loan.identity, loan.terms
    record = LoanRecord(_pk(identity.id), _HEAD)
    record.application, record.entity = identity.application_id, identity.entity
    record.borrower, record.account = identity.borrower_id, identity.account_id
    record.contract_sha256, record.product = identity.contract_sha256, identity.product or None
    record.terms, record.lent_on = terms_to_text(terms), loan.lent_on.isoformat()
    record.status, record.entries = loan.status.value, len(history.entries)
    if history.ahead:
        record.ahead = json.dumps([entry_to_text(each) for each in history.ahead])
    record.principal_fen = loan.principal_fen
    record.last_on = base.last_on.isoformat()
    if base.dates:
        record.dates = dates_to_text(base.terms, base.lent_on, base.dates)
    else:
        record.dues = json.dumps([_due_json(due) for due in base.dues], separators=(",", ":"))
        record.received = json.dumps(astuple(base.received), separators=(",", ":"))
    return record


def _paid_of(dues: Iterable[Due]) -> Parts:
    """What an item of the first release tells of what was paid: no penalties."""
    paid = Parts()
    for due in dues:
        row = Parts(interest_fen=due.row.interest_fen, principal_fen=due.row.principal_fen)
        owed = Parts(interest_fen=due.unpaid.interest_fen, principal_fen=due.unpaid.principal_fen)
        paid += row - owed
    return paid


def _due_json(due: Due) -> list[Any]:
    row = due.row
    return [
        [row.nr, row.from_on.isoformat(), row.due_on.isoformat(), row.payable_by.isoformat(),
         row.principal_fen, row.interest_fen, row.balance_fen, row.earned_fen],
        astuple(due.unpaid),
        due.charged_to.isoformat(),
    ]  # fmt: skip


def _due(j: list[Any]) -> Due:
    (nr, from_on, due_on, payable_by, *amounts), unpaid, charged_to = j
    start, due, last = (date.fromisoformat(d) for d in (from_on, due_on, payable_by))
    row = Instalment(nr, start, due, last, *amounts)
    return Due(row, Parts(*unpaid), date.fromisoformat(charged_to))
