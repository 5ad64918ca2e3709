"""Keep that an order's refund could not go back to its loan yet, or that it has."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.records import Write
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.shop_store import Shops


def note_refund(key: MerchantKey, order: str, shops: Shops, *, waits: bool) -> bool:
    """Answers whether it is news."""
    news: list[bool] = []

    def act() -> Sequence[Write]:
        before = shops.merchant(key)
        after = before.with_refunded(order, waits=waits)
        news.append(after is not before)
        return [shops.save_merchant(after)] if news[-1] else []

    until_fresh(act, shops.storage)
    return news[-1]
