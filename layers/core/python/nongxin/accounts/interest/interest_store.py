"""How far the interest of accounts and counties is settled, as items."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.interest.interest import Settled
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Storage


class SettledRecord(Record):
    """One per account, moved on with each settlement."""

    context = "accounts"

    until = UnicodeAttribute()
    balance_fen = NumberAttribute()
    seq = NumberAttribute()
    carried_fen = NumberAttribute(default=0)


class CountyRunRecord(Record):
    """A county whose accounts were all gone through for a day; a shortcut, not a proof."""

    context = "accounts"


class DynamoInterest:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, account_id: str) -> Settled | None:
        """Strongly consistent; None if nothing was ever settled."""
        found = self._storage.get(SettledRecord, *_key(account_id), consistent=True)
        if found is None:
            return None
        return Settled(
            account_id=account_id,
            until=date.fromisoformat(str(found.until)),
            balance_fen=int(found.balance_fen),
            seq=int(found.seq),
            carried_fen=int(found.carried_fen),
            record_version=int(found.version),
        )

    def save(self, settled: Settled) -> Write:
        """Refused as stale if another settlement came first."""
        record = SettledRecord(*_key(settled.account_id), version=settled.record_version)
        record.until, record.balance_fen = settled.until.isoformat(), settled.balance_fen
        record.seq, record.carried_fen = settled.seq, settled.carried_fen
        return replace(record) if settled.record_version else create(record)

    def is_through(self, job: str, county: str, day: date) -> bool:
        return self._storage.get(CountyRunRecord, *_run_key(job, county, day)) is not None

    def mark_through(self, job: str, county: str, day: date) -> None:
        self._storage.commit(put(CountyRunRecord(*_run_key(job, county, day))))


def _key(account_id: str) -> tuple[str, str]:
    return f"{county_of(account_id)}#I#{account_id}", "SETTLED"


def _run_key(job: str, county: str, day: date) -> tuple[str, str]:
    return f"{county}#R#{job}", day.isoformat()
