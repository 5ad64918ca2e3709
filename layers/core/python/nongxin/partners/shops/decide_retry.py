"""Agree to another try of a payout, or to its end, as a second person; the try is the worker's."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.partners.events import PayoutDecided
from nongxin.partners.shops.ask_retry import payout_answer, payout_in_reach
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout
from nongxin.partners.shops.ports import InboundParts
from nongxin.partners.shops.take_payout import ended


@value
class DecideRetry:
    key: MerchantKey
    payout: str
    agrees: bool


def decide_retry(command: DecideRetry, by: Principal, parts: InboundParts) -> Outcome:
    """Raises Missing, PayoutElsewhere, PayoutFourEyes."""
    key, shops = command.key, parts.shops
    before = payout_in_reach(key, command.payout, by, shops)
    after = before.decided(by.id, agrees=command.agrees)
    told = PayoutDecided(
        county=key.county,
        partner_id=key.partner,
        merchant=key.merchant,
        payout=before.number,
        act=str(before.asked),
        agrees=command.agrees,
        asked_by=before.asked_by,
        by=by.id,
    )
    return Outcome(
        payout_answer(after), _writes(command, before, after, outbox([told], parts.clock), parts)
    )


def _writes(
    command: DecideRetry, before: Payout, after: Payout, events: str, parts: InboundParts
) -> list[Write]:
    key, shops = command.key, parts.shops
    if before.is_open and not after.is_open:
        return ended(key, before, after, parts, events)
    writes = [shops.save_payout(key, after, events)]
    if after.is_open and not before.is_open:
        writes.append(shops.save_merchant(shops.merchant(key).with_waiting(after.number)))
    return writes
