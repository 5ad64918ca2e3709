"""What platforms told of merchants and orders, as items, each merchant's in a partition of its own.

An order also has an owner's row by its number, so that no other merchant of the platform gets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.counties import DIRECTORY
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, replace, unchanged
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.partners.problems import MerchantElsewhere, OrderOfAnother
from nongxin.partners.shops.merchant import Merchant, MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.own_shop_store import OwnShops
from nongxin.partners.shops.payout import Act, Payout, PayoutState
from nongxin.partners.shops.settlement_store import Settlements
from nongxin.partners.shops.told import Slots, from_json, to_json

_MERCHANT, _ORDER, _PAYOUT, _BATCH = "MERCHANT", "O#", "P#", "B#"


class MerchantRecord(Record):
    """`slots` is sealed: it holds the name, ID number and account of the enrolment."""

    context = "partners"

    slots = UnicodeAttribute()
    waiting = UnicodeAttribute(null=True)
    refunded = UnicodeAttribute(null=True)


class OrderRecord(Record):
    context = "partners"

    slots = UnicodeAttribute()
    settled = UnicodeAttribute(null=True)
    financed = UnicodeAttribute(null=True)
    returned_fen = NumberAttribute(null=True)
    returning_fen = NumberAttribute(null=True)


class OwnerRecord(Record):
    """Whose an order is; in the directory: in which county a merchant is at home."""

    context = "partners"

    owner = UnicodeAttribute()


class HomeRecord(Record):
    context = DIRECTORY

    owner = UnicodeAttribute()


class PayoutRecord(Record):
    context = "partners"

    said = UnicodeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    payee = UnicodeAttribute(null=True)
    repaid_fen = NumberAttribute(null=True)
    paid_fen = NumberAttribute(null=True)
    asked = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)


class BatchRecord(Record):
    context = "partners"

    slots = UnicodeAttribute()


@value
class Batch:
    """Goods of one origin. `told` has one slot."""

    name: str
    told: Slots
    version: int = 0


class Shops:
    """Reads are strongly consistent: what was told a moment ago is what the next word joins."""

    def __init__(self, storage: Storage, vault: Vault) -> None:
        self.storage = storage
        self._vault = vault
        self.own = OwnShops(storage, vault)

    def home_of(self, partner: str, merchant: str) -> str | None:
        """The county where a merchant is at home; None before anything was told of it."""
        found = self.storage.get(HomeRecord, f"PM#{partner}#{merchant}", "HOME")
        return str(found.owner) if found else None

    def home_writes(self, key: MerchantKey) -> list[Write]:
        """Of the first word of its kind: it says for good in which county the merchant is at home.

        Stale if another first word came in between. Raises MerchantElsewhere.
        """
        home = self.home_of(key.partner, key.merchant)
        if home is None:
            return [create(HomeRecord(_home(key), "HOME", owner=key.county))]
        if home != key.county:
            raise MerchantElsewhere(county=key.county)
        return []

    def account_of(self, partner_id: str) -> str | None:
        """The account that the platform pays out of, by the word of two."""
        return Settlements(self.storage).get(partner_id).account or None

    def merchant(self, key: MerchantKey) -> Merchant:
        found = self.storage.get(MerchantRecord, _pk(key), _MERCHANT, consistent=True)
        if found is None:
            return Merchant(key)
        clear = self._vault.open(str(found.slots), found.county, _place(key))
        return Merchant(
            key=key,
            told=from_json(json.loads(clear)),
            waiting=tuple(json.loads(str(found.waiting or "[]"))),
            refunded=tuple(json.loads(str(found.refunded or "[]"))),
            version=int(found.version),
        )

    def save_merchant(self, merchant: Merchant) -> Write:
        key = merchant.key
        record = MerchantRecord(_pk(key), _MERCHANT, version=merchant.version)
        clear = _text(to_json(merchant.told))
        record.slots = self._vault.seal(clear, key.county, _place(key))
        record.waiting = _text(merchant.waiting) if merchant.waiting else None
        record.refunded = _text(merchant.refunded) if merchant.refunded else None
        return _saved(record)

    def order(self, key: MerchantKey, number: str) -> Order:
        found = self.storage.get(OrderRecord, _pk(key), _ORDER + number, consistent=True)
        return _order(found) if found else Order(number)

    def orders(self, key: MerchantKey, most: int) -> list[Order]:
        """All orders of a merchant, at most so many; eventually consistent."""
        return [_order(OrderRecord.of(item)) for item in self._items(key, _ORDER, most)]

    def save_order(self, key: MerchantKey, order: Order) -> Write:
        record = OrderRecord(_pk(key), _ORDER + order.number, version=order.version)
        record.slots = _text(to_json(order.told))
        record.settled = _text(order.settled) if order.settled else None
        record.financed = order.financed or None
        record.returned_fen = order.returned_fen or None
        record.returning_fen = order.returning_fen or None
        return _saved(record)

    def unchanged(self, key: MerchantKey, order: Order) -> Write:
        """Holds only while nothing has become of the order since it was read."""
        return unchanged(OrderRecord(_pk(key), _ORDER + order.number, version=order.version))

    def owner_of(self, key: MerchantKey, number: str) -> str | None:
        """The merchant whose order it is; None for an order that nothing was told of."""
        found = self.storage.get(OwnerRecord, _owner(key, number), "OWNER", consistent=True)
        return str(found.owner) if found else None

    def owner_writes(self, key: MerchantKey, number: str) -> list[Write]:
        """Of an order's first word: it is this merchant's for good. Raises OrderOfAnother."""
        owner = self.owner_of(key, number)
        if owner is None:
            return [create(OwnerRecord(_owner(key, number), "OWNER", owner=key.merchant))]
        if owner != key.merchant:
            raise OrderOfAnother(number=number)
        return []

    def payout(self, key: MerchantKey, number: str) -> Payout | None:
        found = self.storage.get(PayoutRecord, _pk(key), _PAYOUT + number, consistent=True)
        return _payout(found) if found else None

    def payouts(self, key: MerchantKey, most: int = 20_000) -> list[Payout]:
        """All of a merchant's, at most so many (one a day for half a century)."""
        return [_payout(PayoutRecord.of(item)) for item in self._items(key, _PAYOUT, most)]

    def _items(self, key: MerchantKey, prefix: str, most: int) -> Iterator[dict[str, Any]]:
        """Page after page."""
        after: dict[str, Any] | None = None
        left = most
        while left > 0:
            page = self.storage.page(OrderRecord, _pk(key), prefix, after=after)
            yield from page.items[:left]
            left, after = left - len(page.items), page.last_key
            if after is None:
                return

    def save_payout(self, key: MerchantKey, payout: Payout, events: str | None = None) -> Write:
        record = PayoutRecord(_pk(key), _PAYOUT + payout.number, version=payout.version)
        told = [payout.sequence, payout.at, payout.amount_fen, dict(payout.lines)]
        record.said, record.state = _text(told), payout.state.value
        record.reason, record.payee = payout.reason or None, payout.payee or None
        record.repaid_fen, record.paid_fen = payout.repaid_fen or None, payout.paid_fen or None
        record.asked, record.asked_by = payout.asked or None, payout.asked_by or None
        record.events = events
        return _saved(record)

    def batch(self, key: MerchantKey, name: str) -> Batch:
        found = self.storage.get(BatchRecord, _pk(key), _BATCH + name, consistent=True)
        if found is None:
            return Batch(name, {})
        return Batch(name, from_json(json.loads(str(found.slots))), int(found.version))

    def save_batch(self, key: MerchantKey, batch: Batch) -> Write:
        record = BatchRecord(_pk(key), _BATCH + batch.name, version=batch.version)
        record.slots = _text(to_json(batch.told))
        return _saved(record)


def _order(record: OrderRecord) -> Order:
    return Order(
        number=str(record.sk).removeprefix(_ORDER),
        told=from_json(json.loads(str(record.slots))),
        settled=json.loads(str(record.settled or "{}")),
        financed=str(record.financed or ""),
        returned_fen=int(record.returned_fen or 0),
        returning_fen=int(record.returning_fen or 0),
        version=int(record.version),
    )


def _payout(record: PayoutRecord) -> Payout:
    sequence, at, amount_fen, lines = json.loads(str(record.said))
    return Payout(
        number=str(record.sk).removeprefix(_PAYOUT),
        sequence=sequence,
        at=at,
        amount_fen=amount_fen,
        lines=lines,
        state=PayoutState(str(record.state)),
        reason=str(record.reason or ""),
        payee=str(record.payee or ""),
        repaid_fen=int(record.repaid_fen or 0),
        paid_fen=int(record.paid_fen or 0),
        asked=Act(str(record.asked)) if record.asked else None,
        asked_by=str(record.asked_by or ""),
        version=int(record.version),
    )


def _saved(record: Record) -> Write:
    return replace(record) if record.version else create(record)


def _text(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _pk(key: MerchantKey) -> str:
    return f"{key.county}#PM#{key.partner}#{key.merchant}"


def _home(key: MerchantKey) -> str:
    return f"PM#{key.partner}#{key.merchant}"


def _owner(key: MerchantKey, number: str) -> str:
    return f"{key.county}#PO#{key.partner}#{number}"


def _place(key: MerchantKey) -> str:
    return f"partners/{_pk(key)}/{_MERCHANT}/slots"
