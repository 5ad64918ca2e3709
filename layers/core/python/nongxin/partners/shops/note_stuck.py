"""Keep why a payout could not be paid, where ops see it; once for each reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nongxin.kernel.records import Write
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.ports import InboundParts


def note_stuck(key: MerchantKey, number: str, reason: str, parts: InboundParts) -> bool:
    """Answers whether it is news: False for what is known of it already, or is over."""
    news: list[bool] = []

    def act() -> Sequence[Write]:
        payout = parts.shops.payout(key, number)
        is_news = payout is not None and payout.is_open and payout.reason != reason
        news.append(is_news)
        if payout is None or not is_news:
            return []
        kept = parts.shops.save_payout(key, replace(payout, reason=reason))
        return [kept] if payout.reason else [kept, parts.stuck.note(key, number)]

    until_fresh(act, parts.shops.storage)
    return news[-1]
