"""Facts of platforms, of merchants who linked their shops and have not taken that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nongxin.decisions.facts import Facts
from nongxin.lending.approval.gather_facts import Source
from nongxin.lending.loans.villages import platform_place
from nongxin.partners.shops.link import Link
from nongxin.partners.shops.shop_facts import Shop, shop_facts, told_on
from nongxin.parts import Parts
from step_gather_facts.case import Case

PLATFORM = "platform"
# A merchant with more orders than that is not looked at by itself (assumed): its facts are missing.
MOST_ORDERS = 20_000


class TooManyOrders(Exception):
    """The source fails, and the decision says what that means."""


def linked(case: Case, p: Parts) -> list[Link]:
    borrower = case.application.parties.borrower_id
    return [link for link in p.links.of_person(borrower) if link.is_live]


def platform_sources(case: Case, links: Sequence[Link], today: date, p: Parts) -> list[Source]:
    checkout = case.application.checkout
    partner = checkout.partner if checkout else links[0].key.partner
    return [
        Source(PLATFORM, lambda: _facts(case, links, today, p)),
        Source("lending", lambda: _exposure(partner, p)),
    ]


def _facts(case: Case, links: Sequence[Link], today: date, p: Parts) -> Facts:
    shops = [_shop(case, link, p) for link in links]
    # A shop that changed hands since it was linked is not the borrower's record any more.
    known = [shop for shop in shops if shop.merchant.id_no == case.person.id_no]
    if not known:
        return Facts({})
    return Facts.of(shop_facts(known, today), PLATFORM, told_on(known) or today)


def _shop(case: Case, link: Link, p: Parts) -> Shop:
    orders = p.shops.orders(link.key, MOST_ORDERS + 1)
    if len(orders) > MOST_ORDERS:
        raise TooManyOrders()
    merchant = p.shops.merchant(link.key)
    numbers = {card.number for card in case.cards if not card.closed_on}
    is_own = merchant.account_no in numbers
    return Shop(merchant, orders, list(p.shops.payouts(link.key)), is_own)


def _exposure(partner: str, p: Parts) -> Mapping[str, Any]:
    lent = p.villages.read(platform_place(partner))
    return {"platform_exposure": int(lent.exposure_fen)}
