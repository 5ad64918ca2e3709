"""Counter holds as items, under their account."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.holds.payment_hold import HoldPurpose, PaymentHold
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage


class PaymentHoldRecord(Record):
    context = "accounts"

    amount_fen = NumberAttribute()
    purpose = UnicodeAttribute()
    ends_at = UnicodeAttribute()
    placed_by = UnicodeAttribute()


class DynamoPaymentHolds:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, account_id: str, hold_id: str) -> PaymentHold:
        """Strongly consistent; raises Missing, also for any other kind of hold."""
        key = _key(account_id, hold_id)
        found = self._storage.get(PaymentHoldRecord, *key, consistent=True)
        if found is None:
            raise Missing()
        return _hold(found)

    def of_account(self, account_id: str) -> list[PaymentHold]:
        pk, prefix = _key(account_id, "")
        return [_hold(r) for r in self._storage.query(PaymentHoldRecord, pk, prefix)]

    def add(self, hold: PaymentHold) -> Write:
        record = PaymentHoldRecord(*_key(hold.account_id, hold.id))
        record.amount_fen, record.purpose = hold.amount_fen, hold.purpose.value
        record.ends_at, record.placed_by = stamp(hold.ends_at), hold.placed_by
        return create(record)


def _key(account_id: str, hold_id: str) -> tuple[str, str]:
    return f"{county_of(account_id)}#PH#{account_id[-1]}", f"{account_id}#{hold_id}"


def _hold(record: PaymentHoldRecord) -> PaymentHold:
    account_id, _, hold_id = str(record.sk).rpartition("#")
    return PaymentHold(
        id=hold_id,
        account_id=account_id,
        amount_fen=int(record.amount_fen),
        purpose=HoldPurpose(record.purpose),
        ends_at=parse_stamp(str(record.ends_at)),
        placed_by=str(record.placed_by),
    )
