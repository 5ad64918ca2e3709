"""Keep why a payout could not be paid, where ops see it; once for each reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nongxin.kernel.records import Write
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout
from nongxin.partners.shops.ports import InboundParts


def note_stuck(key: MerchantKey, number: str, reason: str, parts: InboundParts) -> bool:
    """Answers whether it is news: False for what is known of it already, or is over."""
    news: list[bool] = []

    def act() -> Sequence[Write]:
        payout = parts.shops.payout(key, number)
        writes = stuck_writes(key, payout, reason, parts) if payout and payout.is_open else []
        news.append(bool(writes))
        return writes

    until_fresh(act, parts.shops.storage)
    return news[-1]


def stuck_writes(
    key: MerchantKey, payout: Payout, reason: str, parts: InboundParts
) -> Sequence[Write]:
    """None where it is known. They hold only while nobody else has written the payout since it was
    read: what was found out of an older state never covers what was found out of a newer one.
    """
    if payout.reason == reason:
        return []
    kept = parts.shops.save_payout(key, replace(payout, reason=reason))
    return [kept] if payout.reason else [kept, parts.stuck.note(key, payout.number)]
