"""Keep why a payout could not be paid, where ops see it; once for each reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nongxin.kernel.records import StaleRecord, Write
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout
from nongxin.partners.shops.ports import InboundParts


def note_stuck(key: MerchantKey, looked_at: Payout, reason: str, parts: InboundParts) -> bool:
    """Answers whether it is news; of a payout that has ended meanwhile nothing is.

    Raises StaleRecord where somebody has noted another reason since: whose try was the later one,
    only the next one tells.
    """
    payout = parts.shops.payout(key, looked_at.number)
    if payout is None or not payout.is_open or payout.reason == reason:
        return False
    if payout.reason != looked_at.reason:
        raise StaleRecord()
    parts.shops.storage.commit(*stuck_writes(key, payout, reason, parts))
    return True


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
