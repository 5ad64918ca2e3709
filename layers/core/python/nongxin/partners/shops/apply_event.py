"""Apply what a partner told: the word joins what is known of its merchant, order or batch.

Every join is told once, whatever is repeated and in whatever order it comes; a payout is taken by
`take_payout`.
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.records import Write
from nongxin.partners.inbound.messages import Message
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.order import milestone_step
from nongxin.partners.shops.ports import InboundParts
from nongxin.partners.shops.shop_store import Batch, Shops
from nongxin.partners.shops.take_payout import take_payout
from nongxin.partners.shops.told import Told, joined


def apply_event(message: Message, partner_id: str, parts: InboundParts) -> MerchantKey:
    """Answers whose event it was. Raises MerchantElsewhere, OrderOfAnother, SequenceReused,
    PayoutReused.
    """
    key = MerchantKey(message.county, partner_id, message.merchant)
    told = told_of(message)
    if message.kind.about == "payout":
        take_payout(key, told, parts)
        return key
    join = {"merchant": _merchant, "order": _order, "batch": _batch}[message.kind.about]
    until_fresh(lambda: join(key, message, told, parts.shops), parts.shops.storage)
    return key


def told_of(message: Message) -> Told:
    """Instants by the day's clock in Shaanxi, so that their first ten letters are the day."""
    at = message.at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return Told(message.sequence, at, message.data)


def _merchant(key: MerchantKey, message: Message, told: Told, shops: Shops) -> Sequence[Write]:
    before = shops.merchant(key)
    after = before.with_told(message.kind.code.partition(".")[2], told)
    if after is before:
        return []
    writes = [shops.save_merchant(after), *([] if before.version else shops.home_writes(key))]
    if after.id_no not in ("", before.id_no):
        writes.append(shops.own.add(after.id_no, key))
    return writes


def _order(key: MerchantKey, message: Message, told: Told, shops: Shops) -> Sequence[Write]:
    data = dict(told.data)
    before = shops.order(key, data.pop("order"))
    after = before.with_told(_step(message, data), Told(told.sequence, told.at, data))
    if after is before:
        return []
    writes = [shops.save_order(key, after)]
    if not before.version:
        writes += [*shops.owner_writes(key, before.number), *shops.home_writes(key)]
    return writes


def _step(message: Message, data: dict[str, object]) -> str:
    """Milestones of one kind in a row are one step of the order."""
    if message.kind.code == "logistics.milestone":
        return milestone_step(str(data.pop("milestone")))
    return message.kind.code.partition(".")[2]


def _batch(key: MerchantKey, message: Message, told: Told, shops: Shops) -> Sequence[Write]:
    name = f"{told.data['product']}#{told.data['batch']}"
    before = shops.batch(key, name)
    slots = joined(before.told, "origin", told)
    if slots is before.told:
        return []
    after = Batch(name, slots, before.version)
    return [shops.save_batch(key, after), *([] if before.version else shops.home_writes(key))]
