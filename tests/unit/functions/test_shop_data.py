"""What is held of a merchant of a platform: in the person's copy of their data, and deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from nongxin.lending.applications.consent import PLATFORM_TEXT
from tests.builders import platform_events as told
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, ENTITY
from tests.builders.market import Market
from tests.builders.partners import ops
from tests.builders.views import an_event, asks, tell

NUMBER = an_id_no(area=COUNTY, sequence=101)


@pytest.fixture
def shop(market: Market) -> Market:
    """王's shop with an order and a payout of it; the platform has told who it is."""
    tell(*market.p.memory.published())
    market.tell(market.enrolled(), told.placed(), told.paid(), told.payout(O1=900))
    return market


def copy(shop: Market, named: str = "copy-00001") -> list[dict[str, Any]]:
    answer = asks(shop.merchant.who, "POST", "/me/exports", "", named)
    assert answer.status == 201, answer.text
    shops: list[dict[str, Any]] = answer.body["shops"]
    return shops


def erase(shop: Market, named: str) -> dict[str, Any]:
    answer = asks(shop.merchant.who, "POST", "/me/erasures", "", named)
    assert answer.status == 201, answer.text
    return {each["category"]: each for each in answer.body["categories"]}


def link(shop: Market) -> None:
    body = {"partner_id": shop.shop.id, "merchant": "M1", "agreed": True, "text": PLATFORM_TEXT}
    assert ops("POST", "/links", body, by=shop.merchant.who, key="link-0001").status == 201


def test_a_copy_tells_of_a_shop_that_was_never_linked(shop: Market) -> None:
    (own,) = copy(shop)
    assert (own["name"], own["id_no"], own["account_no"]) == ("张三", NUMBER, shop.merchant.number)
    assert (own["consent_at"], own["standing"]) == ("", "active")
    (order,) = own["orders"]
    assert (order["order"], order["paid_fen"], order["settled_fen"]) == ("O1", 10_000, 900)
    assert [each["state"] for each in own["payouts"]] == ["settled"]
    assert "B1" not in json.dumps(own)  # a buyer is somebody else
    link(shop)
    assert copy(shop, "copy-00002")[0]["consent_at"]


def test_others_shops_are_not_in_it(shop: Market) -> None:
    other = told.enrolled(id_no=an_id_no(area=COUNTY, sequence=100), merchant="M2",
                          account_no=shop.till.number)  # fmt: skip
    shop.tell(other)
    assert [own["merchant"] for own in copy(shop)] == ["M1"]


def test_a_shop_that_changed_hands_is_the_new_owners(shop: Market) -> None:
    link(shop)
    shop.tell(told.enrolled(id_no=an_id_no(area=COUNTY, sequence=100), sequence=7,
                            account_no=shop.till.number))  # fmt: skip
    (left,) = copy(shop)  # what was agreed to, and nothing of the shop
    assert left["consent_at"]
    assert (left["merchant"], left["id_no"], left["orders"], left["payouts"]) == ("M1", "", [], [])


def test_it_is_kept_while_business_goes_on_and_three_years_more(shop: Market) -> None:
    assert erase(shop, "erase-0001")["platforms"]["outcome"] == "open"
    tell(an_event("AccountClosed", 60, account_id=shop.merchant.account_id, entity=ENTITY,
                  interest_fen=0))  # fmt: skip
    fates = erase(shop, "erase-0002")
    assert (fates["platforms"]["outcome"], fates["platforms"]["until"]) == ("kept", "2029-11-25")
    assert shop.p.shops.merchant(shop.key).id_no == NUMBER


def test_what_is_forgotten_is_gone_and_nothing_late_brings_it_back(shop: Market) -> None:
    link(shop)
    tell(an_event("AccountClosed", 60, account_id=shop.merchant.account_id, entity=ENTITY,
                  interest_fen=0))  # fmt: skip
    shop.p.fixed.instant += timedelta(days=3 * 366)
    fates = erase(shop, "erase-0001")
    assert (fates["platforms"]["outcome"], fates["accounts"]["outcome"]) == ("erased", "kept")
    merchant = shop.p.shops.merchant(shop.key)
    assert (merchant.name, merchant.id_no, merchant.account_no) == ("", "", "")
    assert shop.p.shops.order(shop.key, "O1").settled_fen == 900
    (consent,) = shop.p.links.of_person(shop.merchant.who.id)
    assert not consent.is_live
    assert [own["id_no"] for own in copy(shop)] == [""]
    shop.tell(shop.enrolled())
    assert shop.p.shops.merchant(shop.key).id_no == ""
    assert shop.codes() == ["partner-sequence-reused"]
    shop.tell(told.paid("O2"), told.payout("S2", 2, O2=5))
    assert shop.codes()[0] == "partner-payout-without-payee"
