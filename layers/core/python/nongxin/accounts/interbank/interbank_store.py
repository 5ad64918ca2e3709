"""Orders to other banks as items; the open ones carry the work index's keys."""

from __future__ import annotations

import json
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.interbank.interbank import OPEN, Beneficiary, Order, OrderStatus
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value

_OPEN = "INTERBANK"
KIND = "io"


class OrderRecord(Record):
    """`to` is sealed: the beneficiary's bank, name and number, the remark, and the reason of its
    end. `reason` in clear is what releases before wrote.
    """

    context = "accounts"

    account_id = UnicodeAttribute()
    owner = UnicodeAttribute()
    entity = UnicodeAttribute()
    amount_fen = NumberAttribute()
    to = UnicodeAttribute()
    system = UnicodeAttribute()
    hold_id = UnicodeAttribute()
    requested_at = UnicodeAttribute()
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    work_pk = UnicodeAttribute(null=True)
    work_sk = UnicodeAttribute(null=True)


class OrderOfAccount(Record):
    """Names an order under its account, so that an account's orders are one query."""

    context = "accounts"


@value
class DynamoOrders:
    storage: Storage
    vault: Vault

    def get(self, order_id: str) -> Order:
        """Strongly consistent; raises Missing."""
        found = self.storage.get(OrderRecord, *_key(order_id), consistent=True)
        if found is None:
            raise Missing()
        return self._order(found)

    def of_account(self, account_id: str, limit: int, after: dict[str, Any] | None) -> Page:
        """A page of pointers, newest first; `order_id_of` reads them."""
        pk, prefix = _pointer(account_id, "")
        return self.storage.page(
            OrderOfAccount, pk, prefix, limit=limit, newest_first=True, after=after
        )

    def open_in(self, county: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Keys of a county's open orders, oldest first. The index may lag: each is read anew."""
        return self.storage.work("accounts", f"{county}#{_OPEN}", limit, after)

    def add(self, order: Order, events: str) -> list[Write]:
        record = self._record(order)
        record.events = events
        pointer = OrderOfAccount(*_pointer(order.account_id, order.id))
        return [create(record), create(pointer)]

    def save(self, order: Order, events: str = "[]") -> Write:
        """Refused as stale if somebody moved the order on meanwhile."""
        record = self._record(order)
        record.events = events
        return replace(record)

    def _record(self, order: Order) -> OrderRecord:
        record = OrderRecord(*_key(order.id), version=order.version)
        record.account_id, record.owner = order.account_id, order.owner
        record.entity, record.amount_fen = order.entity, order.amount_fen
        to = order.to
        told = [to.bank_code, to.name, to.number, order.remark, order.reason]
        sealed = json.dumps(told, ensure_ascii=False)
        record.to = self.vault.seal(sealed, record.county, _place(record))
        record.system, record.hold_id = order.system, order.hold_id
        record.requested_at = stamp(order.requested_at)
        record.status = order.status.value
        if order.status in OPEN:
            record.work_pk, record.work_sk = f"{record.county}#{_OPEN}", order.id
        return record

    def _order(self, record: OrderRecord) -> Order:
        told = json.loads(self.vault.open(str(record.to), record.county, _place(record)))
        bank_code, name, number, remark, *reason = told
        return Order(
            id=str(record.sk),
            account_id=str(record.account_id),
            owner=str(record.owner),
            entity=str(record.entity),
            amount_fen=int(record.amount_fen),
            to=Beneficiary(bank_code, name, number),
            remark=remark,
            system=str(record.system),
            hold_id=str(record.hold_id),
            requested_at=parse_stamp(str(record.requested_at)),
            status=OrderStatus(record.status),
            reason=reason[0] if reason else str(record.reason or ""),
            version=int(record.version),
        )


def order_id_of(item: dict[str, Any]) -> str:
    """The order that a pointer or an index row names."""
    return str(item["sk"]["S"]).rpartition("#")[2]


def _key(order_id: str) -> tuple[str, str]:
    return f"{county_of(order_id, KIND)}#IO#{order_id[-1]}", order_id


def _pointer(account_id: str, order_id: str) -> tuple[str, str]:
    return f"{county_of(account_id)}#IA#{account_id[-1]}", f"{account_id}#{order_id}"


def _place(record: OrderRecord) -> str:
    return f"accounts/{record.pk}/{record.sk}/to"
