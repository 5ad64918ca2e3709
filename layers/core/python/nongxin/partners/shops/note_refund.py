"""Keep that an order's refund could not go back to its loan yet, or that it has."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.records import Write
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.shop_store import Shops


def note_refund(key: MerchantKey, order: str, shops: Shops) -> bool:
    """It waits. Answers whether that is news."""
    news: list[bool] = []

    def act() -> Sequence[Write]:
        before = shops.merchant(key)
        after = before.with_refunded(order, waits=True)
        news.append(after is not before)
        return [shops.save_merchant(after)] if news[-1] else []

    until_fresh(act, shops.storage)
    return news[-1]


def forget_refund(key: MerchantKey, looked_at: Order, shops: Shops) -> None:
    """It waits no more. `looked_at`: the order that had nothing left to go back. One that was
    told more since waits on: what became of that, another worker says.
    """

    def act() -> Sequence[Write]:
        before = shops.merchant(key)
        after = before.with_refunded(looked_at.number, waits=False)
        is_as_seen = shops.order(key, looked_at.number).version == looked_at.version
        if after is before or not is_as_seen:
            return []
        return [shops.save_merchant(after), shops.unchanged(key, looked_at)]

    until_fresh(act, shops.storage)
