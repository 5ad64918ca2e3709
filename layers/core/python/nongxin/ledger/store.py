"""Entries and journal rows as items, and the repository that reads accounts back from their
entries.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.commands import KeyRecord
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Page, Storage
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.posting import Leg, Posting

_SEQ_DIGITS = 12


class EntryRecord(Record):
    """One immutable line of an account, holding the balance after it."""

    context = "ledger"

    account = UnicodeAttribute()
    journal = UnicodeAttribute()
    side = UnicodeAttribute()
    amount_fen = NumberAttribute()
    text = UnicodeAttribute()
    value_date = UnicodeAttribute()
    booking_date = UnicodeAttribute()
    # The account after this entry; absent on derived (general ledger) entries.
    kind = UnicodeAttribute(null=True)
    entity = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    balance_fen = NumberAttribute(null=True)
    held_fen = NumberAttribute(null=True)
    state = UnicodeAttribute(null=True)
    seal = UnicodeAttribute(null=True)

    @property
    def seq(self) -> int:
        return int(str(self.sk)[2:])


class JournalRecord(KeyRecord):
    """The journal row (流水): the command's key, its legs and its events, once for ever."""

    context = "ledger"

    text = UnicodeAttribute(null=True)
    booking_date = UnicodeAttribute(null=True)
    value_date = UnicodeAttribute(null=True)
    legs = UnicodeAttribute(null=True)


class LedgerAccounts:
    """Accounts by id, read from their latest entry."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, account_id: str) -> Account:
        """The account now, strongly consistent; raises Missing."""
        newest = self._storage.query(
            EntryRecord,
            _pk(account_id),
            "E#",
            limit=1,
            newest_first=True,
            consistent=True,
        )
        if not newest:
            raise Missing()
        return _account(newest[0])

    def statement(self, account_id: str, limit: int, after: dict[str, Any] | None) -> Page:
        """A page of entries, newest first."""
        return self._storage.page(
            EntryRecord,
            _pk(account_id),
            "E#",
            limit=limit,
            newest_first=True,
            after=after,
        )

    def newest(self, account_id: str, count: int) -> list[EntryRecord]:
        """The newest entries, newest first (may lag a moment)."""
        return self._storage.query(
            EntryRecord, _pk(account_id), "E#", limit=count, newest_first=True
        )

    def opening(self, account: Account, opened_on: date) -> Write:
        """The write of entry 0: an account without a movement."""
        record = _entry(account, _Line("", "open", 0, "ACCOUNT_OPENED"), opened_on, opened_on)
        return create(record)


class _Line:
    def __init__(self, journal: str, side: str, amount_fen: int, text: str) -> None:
        self.journal, self.side, self.amount_fen, self.text = (
            journal,
            side,
            amount_fen,
            text,
        )


def exact_entry(after: Account, leg: Leg, posting: Posting, journal: str) -> Write:
    """The write of one entry; refused as stale if another entry took the number."""
    line = _Line(journal, leg.side.value, leg.amount_fen, posting.text)
    return create(_entry(after, line, posting.value_date, posting.booking_date))


def derived_entry(leg: Leg, posting: Posting, journal: str) -> Write:
    """A general-ledger line: its own item under account and date, so that nobody waits for
    anybody.
    """
    record = EntryRecord(f"{leg.account[3:9]}#G#{leg.account[10:]}#{posting.booking_date}")
    record.sk = f"E#{journal}#{leg.side.value}"
    record.account, record.journal = leg.account, journal
    record.side, record.amount_fen = leg.side.value, leg.amount_fen
    record.text = posting.text
    record.value_date = posting.value_date.isoformat()
    record.booking_date = posting.booking_date.isoformat()
    return create(record)


def journal_row(posting: Posting, events: str) -> JournalRecord:
    """The journal row, still without its key: `commands.perform` completes it."""
    record = JournalRecord()
    record.text = posting.text
    record.booking_date = posting.booking_date.isoformat()
    record.value_date = posting.value_date.isoformat()
    record.legs = json.dumps(
        [[leg.account, leg.side.value, leg.amount_fen] for leg in posting.legs],
        separators=(",", ":"),
    )
    record.events = events
    return record


def _pk(account_id: str) -> str:
    return f"{county_of(account_id)}#A#{account_id}"


def _account(record: EntryRecord) -> Account:
    return Account(
        id=str(record.account),
        kind_code=str(record.kind),
        entity=str(record.entity),
        owner=str(record.owner),
        seq=record.seq,
        balance_fen=int(record.balance_fen or 0),
        held_fen=int(record.held_fen or 0),
        state=AccountState(record.state),
        seal=str(record.seal or ""),
    )


def _entry(account: Account, line: _Line, value_date: date, booking_date: date) -> EntryRecord:
    record = EntryRecord(_pk(account.id), f"E#{account.seq:0{_SEQ_DIGITS}d}")
    record.account, record.journal = account.id, line.journal
    record.side, record.amount_fen, record.text = line.side, line.amount_fen, line.text
    record.value_date, record.booking_date = (
        value_date.isoformat(),
        booking_date.isoformat(),
    )
    record.kind, record.entity, record.owner = (
        account.kind_code,
        account.entity,
        account.owner,
    )
    record.balance_fen, record.held_fen = account.balance_fen, account.held_fen
    record.state, record.seal = account.state.value, account.seal
    return record
