"""A partner told something: it joins what is known of its merchants and orders, and payouts that
waited for it are paid. Or staff had a payout tried again.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.events import Envelope
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.worker import take_batch
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.inbound.messages import read_message
from nongxin.partners.shops.apply_event import apply_event
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.pay_payout import pay_payout
from nongxin.partners.shops.payout import Act
from nongxin.parts import parts
from on_partner_event.refunds import return_what_was_refunded


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _work)


def _work(told: Envelope) -> None:
    if told.type == "PayoutDecided":
        _retry(told)
    else:
        _hear(told)


def _retry(told: Envelope) -> None:
    """Two of the staff had a payout tried again; with it goes what else of its merchant waits."""
    data = told.data
    if data["agrees"] and data["act"] == Act.RETRY:
        key = MerchantKey(data["county"], data["partner_id"], data["merchant"])
        _go_on(key, Source(key.partner, county_of(key.partner)), [])


def _hear(told: Envelope) -> None:
    p, data = parts(), told.data
    source = Source(data["partner_id"], data["county"], data["event_id"], data["kind"])
    message = read_message(p.inbox.body(source))
    try:
        key = apply_event(message, source.partner, p.hearing)
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))
        return
    about_order = message.kind.about == "order"
    _go_on(key, source, [message.data["order"]] if about_order else [])


def _go_on(key: MerchantKey, source: Source, orders: list[str]) -> None:
    """With these orders, and with what waits of the merchant's: refunds first, then payouts."""
    p = parts()
    merchant = p.shops.merchant(key)
    return_what_was_refunded(key, orders, merchant.refunded, source, p)
    for number in merchant.waiting:
        _pay(key, number, source)


def _pay(key: MerchantKey, number: str, source: Source) -> None:
    """What cannot be paid yet goes on waiting. What is refused, at last or for now, is listed once
    for each reason.
    """
    p = parts()
    try:
        pay_payout(key, number, p.hearing, p.platform_money)
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))
        p.metrics.tell("PayoutsStuck", 1)
