"""Entries and journal rows as items, and the repository that reads accounts back from their
entries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.commands import KeyRecord
from nongxin.kernel.errors import Conflict, Missing, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, StaleRecord, Write, create, stale
from nongxin.kernel.storage import Page, Storage
from nongxin.ledger import holds
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.known_store import KnownAccounts
from nongxin.ledger.line import Entry
from nongxin.ledger.posting import Leg

SEQ_DIGITS = 12
_PAGE = 100
_COMPACT = json.JSONEncoder(separators=(",", ":"))


class AlreadyReversed(Conflict):
    code = "already-reversed"
    zh = "该笔业务已被冲正"
    en = "It was reversed already"


class AlreadyOpened(Conflict):
    code = "account-already-opened"
    zh = "该账户已开立"
    en = "The account was opened already"


class EntryLost(Rule):
    """The numbers of an account have no gaps: somebody took a row out."""

    code = "entry-lost"
    zh = "账户{account}缺少第{seq}笔明细"
    en = "Entry {seq} of account {account} is not there"


class EntryRecord(Record):
    """One immutable line of an account, holding the account after it.

    Derived (general ledger) lines stand under kind and date and hold no balance.
    """

    context = "ledger"

    account = UnicodeAttribute()
    journal = UnicodeAttribute()
    side = UnicodeAttribute()
    amount_fen = NumberAttribute()
    text = UnicodeAttribute()
    value_date = UnicodeAttribute()
    booking_date = UnicodeAttribute()
    at = UnicodeAttribute()
    kind = UnicodeAttribute()
    entity = UnicodeAttribute()
    owner = UnicodeAttribute(null=True)
    balance_fen = NumberAttribute(null=True)
    holds = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    limit_fen = NumberAttribute(null=True)
    seal = UnicodeAttribute(null=True)

    @property
    def seq(self) -> int:
        """The number within its account; 0 for derived lines too."""
        return int(str(self.sk)[-SEQ_DIGITS:]) if self.seal else 0


class JournalRecord(KeyRecord):
    """The journal row (流水): the command's key, its legs and its events, once for ever."""

    context = "ledger"

    text = UnicodeAttribute(null=True)
    booking_date = UnicodeAttribute(null=True)
    value_date = UnicodeAttribute(null=True)
    legs = UnicodeAttribute(null=True)
    reverses = UnicodeAttribute(null=True)


class ReversalRecord(Record):
    """Beside the journal row that was reversed: by which key. There is at most one."""

    context = "ledger"
    reversed_by = UnicodeAttribute()


class LedgerAccounts:
    """Accounts by id, read from their latest entry."""

    def __init__(self, storage: Storage, *, consistent: bool = True) -> None:
        self._storage = storage
        self._consistent = consistent
        self._known = KnownAccounts()

    @property
    def lately(self) -> LedgerAccounts:
        """As they were a moment ago, at half the price: for who asks again if that is refused."""
        made = LedgerAccounts(self._storage, consistent=False)
        made._known = self._known
        return made

    def latest(self, account_id: str) -> Account:
        """The account to decide on: as this process wrote it last, or as `get`. Raises Missing."""
        return self._known.get(account_id) or self.get(account_id)

    def doubt(self, account_ids: Iterable[str]) -> bool:
        """Have `latest` look again; whether it had not."""
        return sum(self._known.forget(account_id) for account_id in account_ids) > 0

    def add(self, entry: Entry) -> Write:
        """The write of an entry, which this process will know. Refused as `written` says."""
        after = entry.after

        def stale_then(_: dict[str, Any] | None) -> Exception:
            self._known.was_wrong(after.id)
            return StaleRecord()

        return written(entry, stale_then, lambda: self._known.keep(after))

    def get(self, account_id: str) -> Account:
        """The account now, strongly consistent (but see `lately`); raises Missing."""
        newest = self._storage.page(
            EntryRecord,
            partition(account_id),
            f"{account_id}#",
            limit=1,
            newest_first=True,
            consistent=self._consistent,
        ).items
        if not newest:
            raise Missing()
        return account_of(newest[0])

    def statement(self, account_id: str, limit: int, after: dict[str, Any] | None) -> Page:
        """A page of entries, newest first."""
        return self._storage.page(
            EntryRecord,
            partition(account_id),
            f"{account_id}#",
            limit=limit,
            newest_first=True,
            after=after,
        )

    def newest(self, account_id: str, count: int) -> list[EntryRecord]:
        """The newest entries, newest first (may lag a moment)."""
        return self._storage.query(
            EntryRecord, partition(account_id), f"{account_id}#", limit=count, newest_first=True
        )

    def entry(self, account_id: str, seq: int) -> EntryRecord | None:
        """One entry by its number, strongly consistent."""
        return self._storage.get(
            EntryRecord, partition(account_id), entry_key(account_id, seq), consistent=True
        )

    def back_from(self, account_id: str, seq: int = 10**SEQ_DIGITS - 1) -> Iterator[EntryRecord]:
        """The entries up to a number, newest first, consistent, page by page as far as one
        reads.
        """
        bounds = (entry_key(account_id, 0), entry_key(account_id, seq))
        items = self._storage.between(EntryRecord, partition(account_id), bounds, limit=_PAGE)
        return (EntryRecord.of(item) for item in items)

    def last_where(
        self, newest: EntryRecord, is_before: Callable[[EntryRecord], bool]
    ) -> EntryRecord | None:
        """The last entry of an account that lies before a border in time, by halving its numbers.

        `is_before` holds for the older entries and for none of the newer ones. Raises EntryLost.
        """
        if is_before(newest):
            return newest
        found, low, high = None, 0, newest.seq
        while low < high:
            middle = (low + high) // 2
            entry = self.entry(str(newest.account), middle)
            if entry is None:
                raise EntryLost(account=str(newest.account), seq=middle)
            if is_before(entry):
                found, low = entry, middle + 1
            else:
                high = middle
        return found

    def journal(self, county: str, digest: str) -> JournalRecord | None:
        return self._storage.get(JournalRecord, f"{county}#K#{digest}", "KEY", consistent=True)

    def is_reversed(self, county: str, digest: str) -> bool:
        pk = f"{county}#K#{digest}"
        return self._storage.get(ReversalRecord, pk, "REVERSED", consistent=True) is not None


def partition(account_id: str) -> str:
    """A county's accounts lie in 32 partitions, by the last character of their ids.

    So they can be counted through without an index that might lag: see day_store.
    """
    return f"{county_of(account_id)}#A#{account_id[-1]}"


def entry_key(account_id: str, seq: int) -> str:
    return f"{account_id}#{seq:0{SEQ_DIGITS}d}"


def written(
    entry: Entry,
    refusal: Callable[[dict[str, Any] | None], Exception] = stale,
    done: Callable[[], object] | None = None,
) -> Write:
    """The write of one entry; refused as stale if another entry took the number.

    Entry 0 opens the account: whoever else opened it did so for good, hence AlreadyOpened.
    """
    after, moment = entry.after, entry.moment
    record = EntryRecord.told(
        {
            "pk": partition(after.id),
            "sk": entry_key(after.id, after.seq),
            "account": after.id,
            "journal": moment.journal,
            "side": entry.side,
            "amount_fen": entry.amount_fen,
            "text": moment.text,
            "value_date": moment.value_date.isoformat(),
            "booking_date": after.booked_on,
            "at": after.at,
            "kind": after.kind_code,
            "entity": after.entity,
            "owner": after.owner,
            "balance_fen": after.balance_fen,
            "holds": holds.to_text(after.holds) or None,
            "state": after.state.value,
            "limit_fen": after.limit_fen or None,
            "seal": after.seal,
        }
    )
    return create(record, refusal if after.seq else lambda _: AlreadyOpened(), done)


def journal_row(text: str, dates: tuple[str, str], legs: list[Leg], events: str) -> JournalRecord:
    """The journal row, still without its key: `commands.perform` completes it.

    `dates` are value date and booking date.
    """
    told = _COMPACT.encode([[leg.account, leg.side.value, leg.amount_fen] for leg in legs])
    return JournalRecord.told(
        {
            "version": 0,
            "text": text,
            "value_date": dates[0],
            "booking_date": dates[1],
            "legs": told,
            "events": events,
        }
    )


def tombstone(county: str, digest: str, by: str) -> Write:
    """Takes the place of a journal row that has not arrived: it never will."""
    record = JournalRecord(f"{county}#K#{digest}", "KEY")
    record.fingerprint, record.answer, record.voided_by = "", "", by
    return create(record)


def reversal_mark(county: str, digest: str, by: str) -> Write:
    record = ReversalRecord(f"{county}#K#{digest}", "REVERSED", reversed_by=by)
    return create(record, lambda _: AlreadyReversed())


def account_of(item: dict[str, Any]) -> Account:
    """The account as it was after an entry, from the raw item: every posting reads two of them."""
    return Account(
        id=item["account"]["S"],
        kind_code=item["kind"]["S"],
        entity=item["entity"]["S"],
        owner=item["owner"]["S"],
        seq=int(item["sk"]["S"][-SEQ_DIGITS:]),
        balance_fen=int(item["balance_fen"]["N"]),
        holds=holds.from_text(item["holds"]["S"]) if "holds" in item else (),
        state=AccountState(item["state"]["S"]),
        limit_fen=int(item["limit_fen"]["N"]) if "limit_fen" in item else 0,
        booked_on=item["booking_date"]["S"],
        at=item["at"]["S"],
        seal=item["seal"]["S"],
    )
