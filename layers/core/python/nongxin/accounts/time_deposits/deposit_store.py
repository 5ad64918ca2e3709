"""Terms of time deposits as items; their money is in the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.accounts.time_deposits.deposit import Deposit
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage


class DepositRecord(Record):
    context = "accounts"

    product = UnicodeAttribute()
    certificate = UnicodeAttribute()
    starts_on = UnicodeAttribute()
    matures_on = UnicodeAttribute(null=True)
    rate = UnicodeAttribute()
    renews = BooleanAttribute()
    pays_to = UnicodeAttribute()
    part_taken = BooleanAttribute(default=False)
    notice_fen = NumberAttribute(default=0)
    notice_on = UnicodeAttribute(null=True)


class DynamoDeposits:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, account_id: str) -> Deposit:
        """Strongly consistent; raises Missing for what is no time deposit."""
        found = self._storage.get(DepositRecord, *_key(account_id), consistent=True)
        if found is None:
            raise Missing()
        return Deposit(
            account_id=account_id,
            product=str(found.product),
            certificate=str(found.certificate),
            starts_on=date.fromisoformat(str(found.starts_on)),
            matures_on=_day(found.matures_on),
            rate=Decimal(str(found.rate)),
            renews=bool(found.renews),
            pays_to=str(found.pays_to),
            part_taken=bool(found.part_taken),
            notice_fen=int(found.notice_fen),
            notice_on=_day(found.notice_on),
            record_version=int(found.version),
        )

    def save(self, deposit: Deposit) -> Write:
        record = DepositRecord(*_key(deposit.account_id), version=deposit.record_version)
        record.product, record.certificate = deposit.product, deposit.certificate
        record.starts_on, record.matures_on = (
            deposit.starts_on.isoformat(),
            _text(deposit.matures_on),
        )
        record.rate, record.renews = str(deposit.rate), deposit.renews
        record.pays_to, record.part_taken = deposit.pays_to, deposit.part_taken
        record.notice_fen, record.notice_on = deposit.notice_fen, _text(deposit.notice_on)
        return replace(record) if deposit.record_version else create(record)


def _key(account_id: str) -> tuple[str, str]:
    return f"{county_of(account_id)}#D#{account_id}", "TERMS"


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
