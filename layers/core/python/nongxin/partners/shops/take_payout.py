"""Take a settlement payout: kept when it comes, accepted once everything it needs is known.

Accepting and moving the money are two steps. The first writes, together with what each order has
left, whom the money is for; the second is the ledger's, under the payout's own number, and may be
tried again for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nongxin.kernel.errors import Problem
from nongxin.kernel.records import Write
from nongxin.partners.problems import (
    OrderOfAnother,
    PayoutAboveOrder,
    PayoutReused,
    PayoutWithoutPayee,
)
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import Merchant, MerchantKey
from nongxin.partners.shops.note_stuck import stuck_writes
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.payout import (
    FOR_LOAN,
    FOR_MERCHANT,
    FOR_ORDER,
    Payout,
    PayoutState,
    taken,
)
from nongxin.partners.shops.ports import InboundParts
from nongxin.partners.shops.told import Told


def take_payout(key: MerchantKey, told: Told, parts: InboundParts) -> None:
    """Keeps it as waiting. Raises PayoutReused for a number that says something else now."""
    lines = {line["order"]: int(line["amount_fen"]) for line in told.data["orders"]}
    fresh = Payout(
        number=str(told.data["payout"]),
        sequence=told.sequence,
        at=told.at,
        amount_fen=int(told.data["amount_fen"]),
        lines=lines,
    )
    until_fresh(lambda: _kept(key, fresh, parts), parts.shops.storage)


def _kept(key: MerchantKey, fresh: Payout, parts: InboundParts) -> Sequence[Write]:
    shops = parts.shops
    standing = shops.payout(key, fresh.number)
    if standing is not None:
        if not standing.same_as(fresh):
            raise PayoutReused(number=fresh.number)
        return []
    before = shops.merchant(key)
    after = before.with_waiting(fresh.number)
    writes = [shops.save_payout(key, fresh), shops.save_merchant(after)]
    return writes if before.version else [*writes, *shops.home_writes(key)]


def accept_payout(key: MerchantKey, number: str, parts: InboundParts) -> Payout:
    """The payout as it stands now: still waiting, accepted (the money may go), or ended.

    Of one that waits, the reason is kept with it. Raises OrderOfAnother, by which it has just been
    refused, and PayoutAboveOrder and PayoutWithoutPayee, for which it waits on: the order's payment
    may be told in parts, and in any order. Each is raised once; a repeat is no news.
    """
    found: list[Payout] = []
    news: list[Problem] = []

    def act() -> Sequence[Write]:
        found.clear()
        news.clear()
        payout = parts.shops.payout(key, number)
        assert payout is not None, number
        found.append(payout)
        if payout.state is not PayoutState.WAITING:
            return []
        try:
            after, writes = _accepted(key, payout, parts)
        except (OrderOfAnother, PayoutAboveOrder, PayoutWithoutPayee) as refusal:
            if refusal.code != payout.reason:
                news.append(refusal)
            after, writes = _refused(key, payout, refusal, parts)
        found.append(after)
        return writes

    until_fresh(act, parts.shops.storage)
    if news:
        raise news[0]
    return found[-1]


def close_payout(key: MerchantKey, after: Payout, parts: InboundParts) -> None:
    """The money has moved: the payout ends as settled. Once more changes nothing."""

    def act() -> Sequence[Write]:
        standing = parts.shops.payout(key, after.number)
        if standing is None or not standing.is_open:
            return []
        return ended(key, standing, replace(after, version=standing.version), parts)

    until_fresh(act, parts.shops.storage)


def readdress_payout(key: MerchantKey, number: str, parts: InboundParts) -> Payout:
    """An accepted payout whose account takes no money any more: to the one that the merchant has
    now. The very same where that is none other. Raises PayoutWithoutPayee.
    """
    found: list[Payout] = []

    def act() -> Sequence[Write]:
        payout = parts.shops.payout(key, number)
        assert payout is not None, number
        found.append(payout)
        payee = _payee(parts.shops.merchant(key), parts)
        if payout.state is not PayoutState.ACCEPTED or payee == payout.payee:
            return []
        found.append(replace(payout, payee=payee))
        return [parts.shops.save_payout(key, found[-1])]

    until_fresh(act, parts.shops.storage)
    return found[-1]


def ended(
    key: MerchantKey, before: Payout, after: Payout, parts: InboundParts, events: str | None = None
) -> list[Write]:
    """The writes of a payout's end: it waits no more, and is listed no more."""
    merchant = parts.shops.merchant(key).without_waiting(after.number)
    writes = [parts.shops.save_payout(key, after, events), parts.shops.save_merchant(merchant)]
    return writes + _unlisted(key, before, parts)


def _unlisted(key: MerchantKey, before: Payout, parts: InboundParts) -> list[Write]:
    return [parts.stuck.clear(key, before.number, parts.clock.now())] if before.reason else []


def _accepted(
    key: MerchantKey, payout: Payout, parts: InboundParts
) -> tuple[Payout, Sequence[Write]]:
    """Waiting on, with the reason, while an order is not paid, a loan for it open, or the merchant
    not known.
    """
    shops = parts.shops
    merchant = shops.merchant(key)
    orders = _paid_orders(key, payout, parts)
    if not merchant.is_enrolled:
        return _waiting(key, payout, FOR_MERCHANT, parts)
    if len(orders) < len(payout.lines):
        return _waiting(key, payout, FOR_ORDER, parts)
    lent = {o.number: parts.payees.lent_for(o.financed) for o in orders.values() if o.financed}
    if None in lent.values():
        return _waiting(key, payout, FOR_LOAN, parts)
    after = taken(payout, orders, {number: fen or 0 for number, fen in lent.items()})
    payee = _payee(merchant, parts)
    accepted = replace(payout, state=PayoutState.ACCEPTED, reason="", payee=payee)
    writes = [shops.save_order(key, order) for order in after]
    writes += _unlisted(key, payout, parts)
    return accepted, [*writes, shops.save_payout(key, accepted)]


def _refused(
    key: MerchantKey, payout: Payout, refusal: Problem, parts: InboundParts
) -> tuple[Payout, Sequence[Write]]:
    """At last where an order is another's, for now where a later word may mend it."""
    if isinstance(refusal, OrderOfAnother):
        after = payout.refused(refusal.code)
        return after, ended(key, payout, after, parts)
    return _waiting(key, payout, refusal.code, parts)


def _waiting(
    key: MerchantKey, payout: Payout, reason: str, parts: InboundParts
) -> tuple[Payout, Sequence[Write]]:
    after = replace(payout, reason=reason)
    return after, stuck_writes(key, payout, reason, parts)


def _paid_orders(key: MerchantKey, payout: Payout, parts: InboundParts) -> Mapping[str, Order]:
    """Up to the first one that is not paid: a merchant's events try all its payouts that wait."""
    found = dict[str, Order]()
    for number in payout.lines:
        order = parts.shops.order(key, number)
        if not order.version:
            _must_be_its_own(key, number, parts)
        if not order.is_paid:
            break
        found[number] = order
    return found


def _must_be_its_own(key: MerchantKey, number: str, parts: InboundParts) -> None:
    owner = parts.shops.owner_of(key, number)
    if owner is not None and owner != key.merchant:
        raise OrderOfAnother(number=number)


def _payee(merchant: Merchant, parts: InboundParts) -> str:
    account = parts.payees.account_of(merchant.id_no, merchant.account_no)
    if account is None:
        raise PayoutWithoutPayee()
    return account
