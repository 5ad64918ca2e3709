"""A person's shops on platforms in the copy of their own data. Amounts are whole fen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from nongxin.kernel.clock import stamp
from nongxin.kernel.http import View

if TYPE_CHECKING:
    from nongxin.partners.shops.order import Order
    from nongxin.partners.shops.payout import Payout
    from nongxin.partners.shops.read_own_shops import OwnShop


class OrderView(View):
    """No buyers: they are other people's data."""

    order: str
    placed_on: str
    status: str
    paid_fen: int
    refunded_fen: int
    settled_fen: int

    @classmethod
    def of(cls, order: Order) -> OrderView:
        return cls(
            order=order.number,
            placed_on=order.placed_on,
            status=order.status,
            paid_fen=order.paid_fen,
            refunded_fen=order.refunded_fen,
            settled_fen=order.settled_fen,
        )


class ShopPayoutView(View):
    payout: str
    at: str
    state: str
    amount_fen: int
    repaid_fen: int
    paid_fen: int

    @classmethod
    def of(cls, payout: Payout) -> ShopPayoutView:
        return cls(
            payout=payout.number,
            at=payout.at,
            state=payout.state.value,
            amount_fen=payout.amount_fen,
            repaid_fen=payout.repaid_fen,
            paid_fen=payout.paid_fen,
        )


class ShopView(View):
    """`consent_at` is empty for a shop that was never linked, `taken_back_at` for one that is."""

    partner_id: str
    merchant: str
    name: str
    id_no: str
    account_no: str
    standing: str
    grade: str = Field(description="the platform's own rating, or empty")
    consent_at: str
    taken_back_at: str
    orders: list[OrderView]
    more_orders: bool
    payouts: list[ShopPayoutView]

    @classmethod
    def of(cls, shop: OwnShop) -> ShopView:
        merchant, link, rating = shop.merchant, shop.link, shop.merchant.rating
        back = link.taken_back_at if link else None
        return cls(
            partner_id=merchant.key.partner,
            merchant=merchant.key.merchant,
            name=merchant.name,
            id_no=merchant.id_no,
            account_no=merchant.account_no,
            standing=merchant.standing,
            grade=str(rating.data["grade"]) if rating else "",
            consent_at=stamp(link.given_at) if link else "",
            taken_back_at=stamp(back) if back else "",
            orders=[OrderView.of(each) for each in shop.orders],
            more_orders=shop.more,
            payouts=[ShopPayoutView.of(each) for each in shop.payouts],
        )
