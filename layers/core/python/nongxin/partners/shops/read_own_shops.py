"""Read what is held of a person as a merchant of platforms, for their own copy of it."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.value import value
from nongxin.partners.shops.link import Link
from nongxin.partners.shops.link_shop import LinkParts
from nongxin.partners.shops.merchant import Merchant, MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.payout import Payout

# A copy holds so many orders of a shop at most (assumed: some 600 KB of an answer's six MB).
MOST_ORDERS = 5_000


@value
class OwnShop:
    """`link` is the consent, given or taken back; None for a shop that was never linked. `more`:
    there are more orders than these.
    """

    merchant: Merchant
    link: Link | None
    orders: Sequence[Order] = ()
    more: bool = False
    payouts: Sequence[Payout] = ()


def read_own_shops(person_id: str, id_no: str, parts: LinkParts) -> list[OwnShop]:
    """By platform and code: the shops that are enrolled with this ID number, linked or not; then
    what was agreed to for shops that are somebody else's by now.
    """
    links = {link.key: link for link in parts.links.of_person(person_id)}
    own = [_read(each, links.pop(each.key, None), parts) for each in own_merchants(id_no, parts)]
    return own + [OwnShop(Merchant(link.key), link) for link in links.values()]


def own_merchants(id_no: str, parts: LinkParts) -> list[Merchant]:
    """Those whose enrolment still bears the number."""
    keys = sorted(parts.shops.own.of(id_no), key=_name)
    found = map(parts.shops.merchant, keys)
    return [merchant for merchant in found if merchant.id_no == id_no]


def _read(merchant: Merchant, link: Link | None, parts: LinkParts) -> OwnShop:
    orders = parts.shops.orders(merchant.key, MOST_ORDERS + 1)
    return OwnShop(
        merchant=merchant,
        link=link,
        orders=orders[:MOST_ORDERS],
        more=len(orders) > MOST_ORDERS,
        payouts=list(parts.shops.payouts(merchant.key)),
    )


def _name(key: MerchantKey) -> tuple[str, str]:
    return key.partner, key.merchant
