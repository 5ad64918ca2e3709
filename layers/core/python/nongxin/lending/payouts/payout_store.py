"""Settled payouts as items of the merchant's county; their number is good once for ever."""

from __future__ import annotations

import json

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.lending.payouts.payout import PayoutName, PayoutNotSettled, Repaid, SettledPayout

_SK = "PAYOUT"


class SettledPayoutRecord(Record):
    """`repaid` are [loan, entry, fen]."""

    context = "lending"

    amount_fen = NumberAttribute()
    source = UnicodeAttribute()
    payee = UnicodeAttribute()
    paid_fen = NumberAttribute()
    repaid = UnicodeAttribute()


class DynamoPayouts:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, name: PayoutName) -> SettledPayout:
        """Strongly consistent. Raises PayoutNotSettled."""
        record = self._storage.get(SettledPayoutRecord, _pk(name), _SK, consistent=True)
        if record is None:
            raise PayoutNotSettled()
        return SettledPayout(
            name=name,
            amount_fen=int(record.amount_fen),
            source=str(record.source),
            payee=str(record.payee),
            paid_fen=int(record.paid_fen),
            repaid=tuple(Repaid(*told) for told in json.loads(str(record.repaid))),
            version=int(record.version),
        )

    def save(self, payout: SettledPayout, events: str) -> Write:
        """The first version or the next one; stale if another came first."""
        record = SettledPayoutRecord(_pk(payout.name), _SK)
        record.amount_fen, record.paid_fen = payout.amount_fen, payout.paid_fen
        record.source, record.payee = payout.source, payout.payee
        told = [[each.loan_id, each.entry, each.amount_fen] for each in payout.repaid]
        record.repaid, record.events = json.dumps(told, separators=(",", ":")), events
        if payout.version == 1:
            return create(record)
        record.version = payout.version - 1
        return replace(record)


def _pk(name: PayoutName) -> str:
    return f"{name.county}#PO#{name.partner}#{name.number}"
