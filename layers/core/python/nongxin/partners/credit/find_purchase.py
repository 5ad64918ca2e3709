"""Find what a platform asks credit for: whose purchase it is, which order, and who sells."""

from __future__ import annotations

from typing import Protocol

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.partners.partner import Partner
from nongxin.partners.problems import CountyNotAgreed, MerchantNotLinked, PayoutWithoutPayee
from nongxin.partners.shops.link import Link
from nongxin.partners.shops.link_store import Links
from nongxin.partners.shops.merchant import ACTIVE, Merchant, MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.shop_store import Shops


class OrderNotOpen(Rule):
    """Nothing was told of it yet, somebody else placed it, it is past its beginning, or less than
    what is asked for.
    """

    code = "order-not-open-to-credit"
    zh = "订单“{number}”不存在、非该商户所下、已付款或金额不足，不能申请订单贷款"
    en = "Order {number} is unknown, another buyer's, paid already, or smaller than the loan"


class OrderFinanced(Conflict):
    code = "order-financed"
    zh = "订单“{number}”已有订单贷款申请"
    en = "There is a loan for order {number} already"


class MerchantNotOpen(Conflict):
    """Another application, a refusal not long ago, no archive: the merchant's own affair, of which
    the platform is told nothing (个人信息保护法 art. 6).
    """

    code = "merchant-not-open-to-credit"
    zh = "该商户目前不能申请订单贷款，请其在本行客户端查看"
    en = "This merchant cannot apply for an order loan now: the bank's app tells them why"


class SellerIsBuyer(Rule):
    code = "seller-is-buyer"
    zh = "买卖双方为同一人，不能申请订单贷款"
    en = "Buyer and seller are the same person: there is no loan for that"


class SellerNotActive(Rule):
    code = "seller-not-active"
    zh = "销售方已被平台暂停或已退出平台，不能申请订单贷款"
    en = "The seller is suspended or has left the platform: there is no loan for that"


class People(Protocol):
    """Persons and accounts of the bank, as far as a purchase needs them."""

    def account_of(self, id_no: str, account_no: str) -> str | None: ...

    def person_of(self, id_no: str) -> str | None: ...

    def is_free(self, application_id: str) -> bool:
        """Whether nothing came of an application, nor can any more."""
        ...


@value
class OrderCredit:
    """`merchant` buys from `seller`, both by the platform's codes. Fen, days."""

    partner: Partner
    merchant: str
    seller: str
    order: str
    amount_fen: int
    term_days: int


@value
class Purchase:
    """`link` is the buyer's live consent; `payee` the seller's account."""

    person_id: str
    link: Link
    seller: MerchantKey
    order: Order
    payee: str


@value
class PurchaseParts:
    shops: Shops
    links: Links
    people: People


def find_purchase(wanted: OrderCredit, parts: PurchaseParts) -> Purchase:
    """Raises MerchantNotLinked, CountyNotAgreed, OrderNotOpen, OrderFinanced, SellerNotActive,
    SellerIsBuyer, PayoutWithoutPayee (the seller has no account here).
    """
    buyer = _known(wanted.merchant, wanted, parts)
    person_id = parts.people.person_of(buyer.id_no) if buyer else None
    link = None
    if person_id is not None:
        link = parts.links.find(person_id, wanted.partner.id, wanted.merchant)
    if person_id is None or link is None or not link.is_live:
        raise MerchantNotLinked()
    seller = _known(wanted.seller, wanted, parts)
    order = parts.shops.order(seller.key, wanted.order) if seller else Order(wanted.order)
    if seller is None or not _is_open(order, wanted):
        raise OrderNotOpen(number=wanted.order)
    if seller.standing != ACTIVE:
        raise SellerNotActive()
    if order.financed and not parts.people.is_free(order.financed):
        raise OrderFinanced(number=wanted.order)
    if parts.people.person_of(seller.id_no) == person_id:
        raise SellerIsBuyer()
    payee = parts.people.account_of(seller.id_no, seller.account_no)
    if payee is None:
        raise PayoutWithoutPayee()
    return Purchase(person_id, link, seller.key, order, payee)


def _is_open(order: Order, wanted: OrderCredit) -> bool:
    """The platform calls a merchant by one code, whether they sell or buy."""
    is_theirs = order.buyer == wanted.merchant
    return order.status == "placed" and is_theirs and order.placed_fen >= wanted.amount_fen


def _known(code: str, wanted: OrderCredit, parts: PurchaseParts) -> Merchant | None:
    """An enrolled merchant of the platform, in a county that it works in."""
    home = parts.shops.home_of(wanted.partner.id, code)
    if home is None:
        return None
    if not wanted.partner.serves(home):
        raise CountyNotAgreed(county=home)
    merchant = parts.shops.merchant(MerchantKey(home, wanted.partner.id, code))
    return merchant if merchant.is_enrolled else None
