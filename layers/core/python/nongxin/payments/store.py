"""Payments with partners as items, uses of those who have no account, wrong PINs and payees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import SHANGHAI, parse_stamp, stamp
from nongxin.kernel.counties import DIRECTORY
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of, first_id
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.records import replace as replaced
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value
from nongxin.ledger.day_store import LAST_CHARACTERS
from nongxin.payments.limits import SubjectUse
from nongxin.payments.payment import ENDED, KIND, OPEN, Payment, PaymentStatus

_KEPT = timedelta(days=3)
_A_DAY = timedelta(days=1)


class PaymentRecord(Record):
    """`fields` is sealed, and dropped once the payment has ended. Names are short: an item of more
    than a kilobyte costs twice.
    """

    context = "payments"

    service = UnicodeAttribute()
    on = UnicodeAttribute()
    terminal = UnicodeAttribute()
    station = UnicodeAttribute()
    number = UnicodeAttribute()
    entity = UnicodeAttribute()
    amount_fen = NumberAttribute()
    fee_fen = NumberAttribute(default=0)
    source = UnicodeAttribute(null=True)
    target = UnicodeAttribute(null=True)
    bill_no = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    fields = UnicodeAttribute(null=True)
    secrets = BooleanAttribute(null=True)
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    partner_no = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class SubjectUseRecord(Record):
    """In the directory: a partner's customer may pay at any station of the province."""

    context = DIRECTORY
    sum_fen = NumberAttribute()


class MissRecord(Record):
    context = "payments"
    misses = NumberAttribute(default=0)


@value
class DynamoPayments:
    storage: Storage
    vault: Vault

    def get(self, payment_id: str) -> Payment:
        """Strongly consistent; raises Missing."""
        found = self.storage.get(PaymentRecord, *_key(payment_id), consistent=True)
        if found is None:
            raise Missing()
        return self._payment(found)

    def open_in(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of a county's open payments, oldest first; the index may lag: each is read anew."""
        return self.storage.work("payments", f"{county}#OPEN", limit, after)

    def made_on(self, county: str, on: date) -> Iterator[Payment]:
        """A county's payments of a day in Shaanxi, in no order: ids tell when they were made."""
        begins = datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)
        first, next_day = (first_id(KIND, county, at) for at in (begins, begins + _A_DAY))
        for last in LAST_CHARACTERS:
            rows = self.storage.between(PaymentRecord, f"{county}#PY#{last}", (first, next_day))
            yield from map(self._payment, map(PaymentRecord.of, rows))

    def add(self, payment: Payment) -> Write:
        return create(self._record(payment))

    def save(self, payment: Payment, events: str = "[]") -> Write:
        """Refused as stale if somebody moved the payment on meanwhile."""
        record = self._record(payment)
        record.events = events
        return replaced(record)

    def use(self, subject: str, service: str, day: date) -> SubjectUse:
        found = self.storage.get(
            SubjectUseRecord, *_use_key(subject, service, day), consistent=True
        )
        fresh = SubjectUse(subject, service, day)
        if found is None:
            return fresh
        return replace(fresh, sum_fen=int(found.sum_fen), version=int(found.version))

    def save_use(self, use: SubjectUse) -> Write:
        record = SubjectUseRecord(*_use_key(use.subject, use.service, use.day))
        record.version, record.sum_fen = use.version, use.sum_fen
        record.expires_at = _expiry(use.day)
        return replaced(record) if use.version else create(record)

    def misses(self, of: str, day: date) -> int:
        """Wrong PINs of an account, wrong payees of a station."""
        found = self.storage.get(MissRecord, *_miss_key(of, day), consistent=True)
        return int(found.misses) if found else 0

    def count_miss(self, of: str, day: date) -> int:
        """How many there are now. Raises StaleRecord on a race."""
        key = _miss_key(of, day)
        found = self.storage.get(MissRecord, *key, consistent=True)
        after = found or MissRecord(*key)
        after.misses, after.expires_at = int(after.misses) + 1, _expiry(day)
        self.storage.commit(replaced(after) if found else create(after))
        return int(after.misses)

    def _record(self, payment: Payment) -> PaymentRecord:
        record = PaymentRecord(*_key(payment.id), version=payment.version)
        record.service, record.on = payment.service_code, payment.on.isoformat()
        record.terminal, record.station = payment.terminal_id, payment.station_id
        record.number, record.entity = payment.number, payment.entity
        record.amount_fen, record.fee_fen = payment.amount_fen, payment.fee_fen
        record.source, record.target = payment.source or None, payment.target or None
        record.bill_no, record.at = payment.bill_no or None, stamp(payment.at)
        record.secrets = payment.has_secrets or None
        record.status, record.reason = payment.status.value, payment.reason or None
        record.partner_no = payment.partner_no or None
        if payment.fields and payment.status not in ENDED:
            told = json.dumps(payment.fields, ensure_ascii=False, separators=(",", ":"))
            record.fields = self.vault.seal(told, record.county, _place(record))
        if payment.status in OPEN:
            record.work_pk, record.work_sk = f"{record.county}#OPEN", payment.id
        return record

    def _payment(self, record: PaymentRecord) -> Payment:
        told = "{}"
        if record.fields:
            told = self.vault.open(str(record.fields), record.county, _place(record))
        return Payment(
            id=str(record.sk),
            service_code=str(record.service),
            on=date.fromisoformat(str(record.on)),
            terminal_id=str(record.terminal),
            station_id=str(record.station),
            number=str(record.number),
            entity=str(record.entity),
            amount_fen=int(record.amount_fen),
            fee_fen=int(record.fee_fen),
            source=str(record.source or ""),
            target=str(record.target or ""),
            bill_no=str(record.bill_no or ""),
            at=parse_stamp(str(record.at)),
            fields=json.loads(told),
            has_secrets=bool(record.secrets),
            status=PaymentStatus(str(record.status)),
            reason=str(record.reason or ""),
            partner_no=str(record.partner_no or ""),
            version=int(record.version),
        )


def payment_id_of(item: dict[str, Any]) -> str:
    """The payment that an index row names."""
    return str(item["sk"]["S"])


def _key(payment_id: str) -> tuple[str, str]:
    return f"{county_of(payment_id, KIND)}#PY#{payment_id[-1]}", payment_id


def _use_key(subject: str, service: str, day: date) -> tuple[str, str]:
    return f"PAYS#{subject}", f"{service}#{day}"


def _miss_key(of: str, day: date) -> tuple[str, str]:
    return f"{county_of(of)}#MS#{of}", f"MISS#{day}"


def _place(record: PaymentRecord) -> str:
    return f"payments/{record.pk}/{record.sk}/fields"


def _expiry(day: date) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return int((midnight + _KEPT).timestamp())
