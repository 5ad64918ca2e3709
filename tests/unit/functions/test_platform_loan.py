"""An order loan, from consent and quote to the payout that repays it, and to refunds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nongxin.decisions.decide import decide
from nongxin.decisions.facts import Facts
from nongxin.decisions.needed import by_source
from nongxin.lending.applications.application import Wish
from nongxin.lending.applications.consent import CREDIT_QUERY, PLATFORM_TEXT
from nongxin.lending.loans.villages import platform_place
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.shop_store import Shops
from on_partner_event import refunds
from step_gather_facts.case import opened
from step_gather_facts.platforms import linked, platform_sources
from tests.builders import platform_events as told
from tests.builders.bank import Bank, first_run
from tests.builders.books import check_books
from tests.builders.checkout import ORDER_FEN, TILL_FEN, Checkout
from tests.builders.facts import a_case, good_facts
from tests.builders.lending import COUNTY, a_person
from tests.builders.partners import Platform
from tests.builders.payers import Town
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

STRANGER = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")


@pytest.fixture
def shop(p: FakeParts, bank: Bank, says: Callable[[Facts], None]) -> Checkout:
    says(good_facts("DSD"))
    return Checkout.at(p, bank)


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", "")


def test_from_check_out_to_the_payout_that_repays(shop: Checkout) -> None:
    assert shop.link().status == 201
    quote = shop.shop.asks("/quotes", {"type": "credit.quote", "county": COUNTY,
                                       "amount_fen": ORDER_FEN, "term_days": 30})  # fmt: skip
    assert (quote.status, quote.body["due_on"]) == (200, "2026-12-25")
    assert 0 < quote.body["interest_least_fen"] <= quote.body["interest_most_fen"]
    loan_id = shop.lend()
    loan = shop.p.loans.get(loan_id)
    assert (shop.fen(shop.seller), shop.fen(shop.merchant)) == (ORDER_FEN, 0)
    assert (loan.terms.term_days, loan.matures_on) == (30, date(2026, 12, 25))
    shop.tell(told.paid("O7", 500_000), told.payout("S1", O7=500_000))
    assert shop.left(loan_id) == ORDER_FEN - 500_000
    assert shop.fen(shop.merchant) == 0
    shop.tell(told.paid("O8", 3_000_000), told.payout("S2", 2, O8=3_000_000))
    assert shop.p.loans.get(loan_id).status.value == "closed"
    assert shop.fen(shop.merchant) == 3_500_000 - ORDER_FEN
    assert shop.fen(shop.till) == TILL_FEN - 3_500_000
    check_books(shop.p.memory)


def test_the_consent_is_the_merchants_and_stands_with_the_application(shop: Checkout) -> None:
    assert code(shop.apply()) == (422, "partner-merchant-not-linked")
    assert code(shop.link(by=STRANGER)) == (404, "not-found")
    assert code(shop.link(agreed=False)) == (422, "platform-consent-needed")
    assert code(shop.link(merchant="M2")) == (404, "not-found")
    shop.link(key="link-0002")
    application_id = shop.apply().body["application_id"]
    application = shop.p.desk.read(application_id)
    consent = shop.p.consents.papers(application, CREDIT_QUERY).consent
    assert consent and (consent.text, consent.giver.name) == (PLATFORM_TEXT, "王小明")


def test_a_consent_taken_back_ends_applications_and_facts(shop: Checkout) -> None:
    shop.link()
    assert shop.unlink().body["taken_back_at"]
    assert code(shop.apply()) == (422, "partner-merchant-not-linked")
    assert shop.link(key="link-0003").body["taken_back_at"] is None
    assert shop.apply().status == 201


def test_an_application_is_taken_once(shop: Checkout) -> None:
    shop.link()
    first = shop.apply(message_id="msg-once")
    again = shop.apply(message_id="msg-once")
    assert first.body == again.body
    assert code(shop.apply()) == (409, "order-financed")
    other = Platform.of(shop.p, counties=[COUNTY], credit_code="91350100M000100Y43")
    question = {"type": "credit.status", "application_id": first.body["application_id"]}
    assert shop.shop.asks("/own/applications", question).body["status"] == "submitted"
    assert other.asks("/own/applications", question).status == 404


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"amount_fen": ORDER_FEN + 1}, (422, "order-not-open-to-credit")),
        ({"order": "O9"}, (422, "order-not-open-to-credit")),
        ({"seller": "M3"}, (422, "order-not-open-to-credit")),
        ({"merchant": "M3"}, (422, "partner-merchant-not-linked")),
        ({"term_days": 6}, (400, "invalid-body")),
        ({"term_days": 91}, (400, "invalid-body")),
        ({"amount_fen": -1}, (400, "invalid-body")),
        ({"amount_fen": 100}, (422, "amount-out-of-range")),
    ],
)
def test_what_cannot_be_applied_for(
    shop: Checkout, changed: dict[str, Any], wanted: tuple[int, str]
) -> None:
    shop.link()
    assert code(shop.apply(**changed)) == wanted
    assert not shop.p.memory.published("ApplicationSubmitted")


def test_nobody_lends_to_who_sells_to_themselves(shop: Checkout) -> None:
    shop.link()
    shop.tell(told.placed("O3", ORDER_FEN, buyer="M1"))
    assert code(shop.apply(seller="M1", order="O3")) == (422, "seller-is-buyer")


def test_a_refund_goes_to_the_loan_first_and_once(shop: Checkout) -> None:
    shop.link()
    loan_id = shop.lend()
    part = told.refunded("O1", 300_000, merchant="M2", sequence=5)
    shop.tell(part, part)
    assert shop.left(loan_id) == ORDER_FEN - 300_000
    shop.tell(told.refunded("O1", 200_000, merchant="M2", sequence=4), part)
    assert shop.left(loan_id) == ORDER_FEN - 300_000
    shop.tell(told.refunded("O1", ORDER_FEN, merchant="M2", sequence=6))
    assert shop.p.loans.get(loan_id).status.value == "closed"
    assert shop.fen(shop.till) == TILL_FEN - ORDER_FEN
    assert shop.fen(shop.seller) == ORDER_FEN  # the platform settles with the seller itself
    check_books(shop.p.memory)


def test_a_refund_that_the_platform_has_no_money_for_waits_for_it(shop: Checkout) -> None:
    shop.link()
    loan_id = shop.lend()
    town = Town(shop.p, 60)
    poor = town.person(1_000)
    shop.shop.pays_out_of(poor.number, "account-02")
    shop.tell(told.refunded("O1", 300_000, merchant="M2"))
    shop.tell(told.placed("O5", merchant="M2"))
    assert shop.codes() == ["insufficient-funds"]
    town.fund(poor, 300_000, "more")
    shop.tell(told.paid("O5", merchant="M2"))
    assert shop.left(loan_id) == ORDER_FEN - 300_000
    assert shop.p.shops.merchant(MerchantKey(COUNTY, shop.shop.id, "M2")).refunded == ()
    shop.tell(told.shipped("O5", merchant="M2"))
    assert shop.fen(poor) == 1_000
    check_books(shop.p.memory)


def test_a_refund_that_is_told_while_an_earlier_one_ends_waits_on(
    shop: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both workers know of the one that waits; only one of them knows that it is not all."""
    shop.link()
    loan_id = shop.lend()
    town = Town(shop.p, 60)
    poor = town.person(1_000)
    shop.shop.pays_out_of(poor.number, "account-02")
    shop.tell(told.refunded("O1", 300_000, merchant="M2"))
    town.fund(poor, 300_000, "more")
    end = refunds.forget_refund

    def overtaken(key: MerchantKey, order: Order, shops: Shops) -> None:
        monkeypatch.setattr(refunds, "forget_refund", end)
        more = told.refunded("O1", 500_000, merchant="M2", sequence=7)
        shop.p.memory.dynamo.before_write = lambda: shop.tell(more)
        end(key, order, shops)

    monkeypatch.setattr(refunds, "forget_refund", overtaken)
    shop.tell(told.placed("O5", merchant="M2"))
    key = MerchantKey(COUNTY, shop.shop.id, "M2")
    assert shop.left(loan_id) == ORDER_FEN - 300_000
    assert shop.p.shops.merchant(key).refunded == ("O1",)
    town.fund(poor, 200_000, "rest")
    shop.tell(told.paid("O5", merchant="M2"))
    assert shop.left(loan_id) == ORDER_FEN - 500_000
    assert shop.p.shops.merchant(key).refunded == ()


def test_a_refund_before_the_signature_withdraws_the_application(shop: Checkout) -> None:
    shop.link()
    application_id = shop.apply().body["application_id"]
    shop.tell(told.refunded("O1", ORDER_FEN, merchant="M2"))
    assert shop.p.desk.read(application_id).status.value == "withdrawn"
    assert shop.fen(shop.till) == TILL_FEN


def test_a_seller_is_not_paid_twice_for_a_financed_order(shop: Checkout) -> None:
    shop.link()
    application_id = shop.apply().body["application_id"]
    key = MerchantKey(COUNTY, shop.shop.id, "M2")
    paid = told.paid("O1", ORDER_FEN, merchant="M2")
    line = [{"order": "O1", "amount_fen": 1}]
    pay = told.event("settlement.payout", 1, payout="S9", amount_fen=1, orders=line, merchant="M2")
    shop.tell(paid, pay)
    assert [each.state for each in shop.p.shops.payouts(key)] == ["waiting"]
    run = first_run(shop.bank, application_id)
    run.decide()
    run.step("Offer")
    shop.bank.sign(application_id)
    run.step("Disburse")
    shop.tell(told.signed("O1", merchant="M2"))
    (stuck,) = shop.p.shops.payouts(key)
    assert (stuck.state, stuck.reason) == ("waiting", "partner-payout-above-order")
    assert shop.fen(shop.seller) == ORDER_FEN


def test_facts_come_from_what_was_told_with_consent(shop: Checkout) -> None:
    shop.link()
    for number in range(12):
        order, buyer = f"F{number}", f"B{number % 6}"
        at = f"2026-{9 + number % 3:02}-05T09:00:00+08:00"
        shop.tell(
            told.placed(order, 20_000, at=at, buyer=buyer), told.paid(order, 20_000),
            told.shipped(order), told.signed(order), told.delivered(order),
        )  # fmt: skip
    rating = told.event("platform.rating", 3, grade="B", complaints_bp=25, fake_index=4)
    shop.tell(rating, told.payout("S1", F0=20_000, F1=20_000), told.refunded("F2", 20_000))
    case = opened(shop.p.desk.read(shop.apply().body["application_id"]), shop.p)
    links = linked(case, shop.p)
    platform, lending = platform_sources(case, links, date(2026, 11, 25), shop.p)
    facts: Any = platform.ask()
    values = {name: fact.value for name, fact in facts.by_name.items()}
    assert {fact.source for fact in facts.by_name.values()} == {"platform"}
    assert {fact.as_of for fact in facts.by_name.values()} == {"2026-11-20"}
    assert values == {
        "orders_3m": 11, "refund_rate": "8.33", "active_months": 3, "order_days_ratio": "0.03",
        "gmv_drop": "0.00", "season_volatility": "low", "logistics_match": "100.00",
        "settled_3m": 40_000, "gmv_6m": 40_000, "settled_12m": 40_000,
        "buyer_concentration_top5": "83.33", "buyers_6m": 6, "repeat_buyers_6m": 6,
        "self_trade": False, "open_receivables": 180_000, "receivable_days": "148.91",
        "platform_grade": "B", "complaints_rate": "0.25", "fake_tx": 4, "self_trade_index": "low",
        "settle_acct_own": True, "merchant_exit": False,
    }  # fmt: skip
    assert lending.ask() == {"platform_exposure": 0}
    shop.unlink()
    assert linked(case, shop.p) == []


def test_a_station_merchants_loan_hears_what_its_linked_shop_sells(shop: Checkout) -> None:
    """e站商户贷: of the platform's facts FRD017 decides, and the others stand in the file."""
    wanted = by_source("ESD", shop.bank.customer.entity, date(2026, 11, 25))
    assert wanted["platform"] == ("fake_tx",)
    rating = told.event("platform.rating", 3, grade="B", complaints_bp=25, fake_index=61)
    shop.tell(rating, told.placed("F1", 20_000), told.paid("F1", 20_000), told.payout(F1=20_000))
    wish = Wish("ESD", 5_000_000, 12, "equal_instalment", "stock")
    case = opened(shop.p.desk.read(shop.bank.submit(wish=wish)), shop.p)
    assert linked(case, shop.p) == []
    shop.link()
    platform, _ = platform_sources(case, linked(case, shop.p), date(2026, 11, 25), shop.p)
    facts: Any = platform.ask()
    flows = {name: facts.by_name[name].value for name in ("settled_3m", "gmv_6m", "settled_12m")}
    assert flows == {"settled_3m": 20_000, "gmv_6m": 20_000, "settled_12m": 20_000}
    assert (facts.by_name["fake_tx"].value, facts.by_name["fake_tx"].source) == (61, "platform")
    decision = decide(a_case("ESD"), good_facts("ESD") | facts)
    assert (decision.outcome, decision.reasons[0].code) == ("refer", "FRD017")
    assert decide(a_case("ESD"), good_facts("ESD") | facts.but(fake_tx=60)).outcome == "offer"


def test_what_is_lent_through_a_platform_is_counted(shop: Checkout) -> None:
    place = platform_place(shop.shop.id)
    shop.p.villages.count(place, "01JDGQ4T3NXV5R8Y2M7C9K6B1A", ORDER_FEN, date(2026, 11, 25))
    assert int(shop.p.villages.read(place).exposure_fen) == ORDER_FEN
