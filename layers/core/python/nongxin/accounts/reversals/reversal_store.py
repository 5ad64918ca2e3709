"""Reversals as items; those that wait for a decision carry the work index's keys."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.reversals.reversal import Reversal, ReversalAsked, ReversalStatus
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.ledger.store import SEQ_DIGITS

_WAITING = "REVERSALS"


class ReversalCaseRecord(Record):
    """`reason` is sealed: people write names into reasons."""

    context = "accounts"

    amount_fen = NumberAttribute()
    reason = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    status = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


@value
class WaitingReversals:
    reversals: list[Reversal]
    last_key: dict[str, Any] | None


class DynamoReversals:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def get(self, account_id: str, number: int) -> Reversal | None:
        key = _key(account_id, number)
        found = self._storage.get(ReversalCaseRecord, *key, consistent=True)
        return None if found is None else self._reversal(found)

    def waiting(self, county: str, limit: int, after: dict[str, Any] | None) -> WaitingReversals:
        """A county's, oldest first. The index only finds them: each is read as it stands."""
        page = self._storage.work("accounts", f"{county}#{_WAITING}", limit, after)
        keys = [(item["pk"]["S"], item["sk"]["S"]) for item in page.items]
        records = [self._storage.get(ReversalCaseRecord, *key, consistent=True) for key in keys]
        found = [self._reversal(record) for record in records if record is not None]
        asked = [reversal for reversal in found if reversal.status is ReversalStatus.ASKED]
        return WaitingReversals(asked, page.last_key)

    def add(self, reversal: Reversal) -> Write:
        """Refused with ReversalAsked."""
        return create(self._record(reversal), lambda item: ReversalAsked(status=_status(item)))

    def save(self, reversal: Reversal, events: str = "[]") -> Write:
        record = self._record(reversal)
        record.events = events
        return replace(record)

    def _record(self, reversal: Reversal) -> ReversalCaseRecord:
        key = _key(reversal.account_id, reversal.number)
        record = ReversalCaseRecord(*key, version=reversal.version)
        record.amount_fen = reversal.amount_fen
        record.reason = self._vault.seal(reversal.reason, record.county, _place(record))
        record.asked_by, record.asked_at = reversal.asked_by, stamp(reversal.asked_at)
        record.status, record.decided_by = reversal.status.value, reversal.decided_by or None
        if reversal.status is ReversalStatus.ASKED:
            record.work_pk = f"{record.county}#{_WAITING}"
            record.work_sk = f"{record.asked_at}#{record.sk}"
        return record

    def _reversal(self, record: ReversalCaseRecord) -> Reversal:
        account_id, _, number = str(record.sk).partition("#")
        return Reversal(
            account_id=account_id,
            number=int(number),
            amount_fen=int(record.amount_fen),
            reason=self._vault.open(str(record.reason), record.county, _place(record)),
            asked_by=str(record.asked_by),
            asked_at=parse_stamp(str(record.asked_at)),
            status=ReversalStatus(record.status),
            decided_by=str(record.decided_by or ""),
            version=int(record.version),
        )


def _key(account_id: str, number: int) -> tuple[str, str]:
    county = county_of(account_id)
    return f"{county}#RV#{account_id[-1]}", f"{account_id}#{number:0{SEQ_DIGITS}d}"


def _place(record: ReversalCaseRecord) -> str:
    return f"accounts/{record.pk}/{record.sk}/reason"


def _status(item: dict[str, Any] | None) -> str:
    return str((item or {}).get("status", {}).get("S", ""))
