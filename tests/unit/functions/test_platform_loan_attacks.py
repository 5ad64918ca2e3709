"""Order loans attacked: whose order, whose shop, what a platform may know, refunds at any time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nongxin.decisions.facts import Facts
from nongxin.kernel.ids import sibling
from nongxin.lending.applications.application import Application, Wish
from nongxin.lending.applications.consent import CREDIT_QUERY
from nongxin.lending.applications.status import StepNotAllowed
from on_partner_event import refunds
from step_gather_facts.case import opened
from step_gather_facts.platforms import linked, platform_sources
from tests.builders import platform_events as told
from tests.builders.bank import ANSWERS, deliver, first_run
from tests.builders.books import check_books
from tests.builders.checkout import ORDER_FEN, TILL_FEN, Checkout
from tests.builders.customers import an_id_no
from tests.builders.facts import good_facts
from tests.builders.lending import COUNTY
from tests.builders.market import take
from tests.builders.payers import Town
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts


@pytest.fixture
def shop(p: FakeParts, bank: Any, says: Callable[[Facts], None]) -> Checkout:
    says(good_facts("DSD"))
    found = Checkout.at(p, bank)
    found.link()
    return found


def code(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", "")


def back(fen: int, sequence: int = 6) -> bytes:
    """The buyer has so much back of order O1."""
    return told.refunded("O1", fen, merchant="M2", sequence=sequence)


def test_a_loan_is_for_who_placed_the_order(shop: Checkout) -> None:
    shop.tell(shop.placed("O4", buyer="B7"))
    assert code(shop.apply(order="O4")) == (422, "order-not-open-to-credit")
    assert not shop.p.memory.published("ApplicationSubmitted")


def test_a_seller_who_was_suspended_or_left_is_not_paid_by_loans(shop: Checkout) -> None:
    for sequence, status, wanted in ((2, "suspended", 422), (3, "left", 422), (4, "active", 201)):
        shop.tell(told.event("merchant.changed", sequence, merchant="M2", status=status))
        answer = shop.apply()
        assert answer.status == wanted
        assert wanted == 201 or answer.body["code"] == "seller-not-active"


def test_a_refund_above_its_order_moves_nothing_until_it_is_put_right(shop: Checkout) -> None:
    loan_id = shop.lend()
    shop.tell(back(ORDER_FEN + 1))
    assert shop.codes() == ["partner-refund-above-order"]
    assert (shop.left(loan_id), shop.fen(shop.till)) == (ORDER_FEN, TILL_FEN)
    shop.tell(back(500_000, sequence=7))
    assert shop.left(loan_id) == ORDER_FEN - 500_000
    check_books(shop.p.memory)


def test_a_refund_that_was_put_right_while_it_waited_goes_as_it_is_now(shop: Checkout) -> None:
    loan_id, town = shop.lend(), Town(shop.p, 60)
    poor = town.person(1_000)
    shop.shop.pays_out_of(poor.number, "account-02")
    shop.tell(back(ORDER_FEN))
    assert shop.codes() == ["insufficient-funds"]
    town.fund(poor, ORDER_FEN, "more")
    shop.tell(back(500_000, sequence=7))
    assert shop.left(loan_id) == ORDER_FEN - 500_000
    assert shop.fen(poor) == 1_000 + ORDER_FEN - 500_000
    check_books(shop.p.memory)


def test_a_refund_in_the_moment_of_signing_is_not_lost(
    shop: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as offered, signed before it was withdrawn: the event comes again and finds the loan."""
    application_id, run = shop.offered()
    withdraw = refunds._withdraw

    def late(*args: Any) -> None:
        monkeypatch.setattr(refunds, "_withdraw", withdraw)
        shop.bank.sign(application_id)
        deliver(shop.bank, "on_application_answered", *ANSWERS)
        withdraw(*args)

    monkeypatch.setattr(refunds, "_withdraw", late)
    shop.send(back(ORDER_FEN))
    (event,) = shop.p.memory.published("PartnerEventReceived")[shop.heard :]
    assert take([event])["batchItemFailures"]
    assert run.step("Disburse") == "disbursed"
    assert take([event]) == {"batchItemFailures": []}
    assert shop.p.loans.get(sibling(application_id, "ln")).status.value == "closed"
    assert (shop.codes(), shop.fen(shop.till)) == ([], TILL_FEN - ORDER_FEN)


def test_a_refund_while_the_loan_is_signed_waits_for_it(shop: Checkout) -> None:
    application_id, run = shop.signed()
    shop.send(back(300_000))
    (event,) = shop.p.memory.published("PartnerEventReceived")[shop.heard :]
    assert take([event])["batchItemFailures"]
    assert run.step("Disburse") == "disbursed"
    assert take([event, event]) == {"batchItemFailures": []}
    assert shop.left(sibling(application_id, "ln")) == ORDER_FEN - 300_000


def test_a_refund_of_a_loan_that_a_fault_holds_holds_no_other_event(shop: Checkout) -> None:
    application_id, run = shop.signed()
    run.step("Close", outcome="parked", error="States.Timeout")
    assert shop.p.desk.read(application_id).status.value == "parked"
    shop.tell(back(300_000), told.placed("O6", merchant="M2"))
    assert shop.codes() == ["partner-refund-waits"]
    assert shop.fen(shop.till) == TILL_FEN


def test_what_was_refunded_is_not_signed_any_more(shop: Checkout) -> None:
    application_id, _ = shop.offered()
    shop.tell(back(1))
    with pytest.raises(StepNotAllowed):
        shop.bank.sign(application_id)
    assert shop.fen(shop.seller) == 0


def test_a_refund_of_a_loan_that_is_repaid_is_the_buyers(shop: Checkout) -> None:
    loan_id = shop.lend()
    shop.tell(told.paid("O7", 3_000_000), told.payout("S1", O7=3_000_000))
    assert shop.p.loans.get(loan_id).status.value == "closed"
    own = shop.fen(shop.merchant)
    shop.tell(back(ORDER_FEN))
    assert shop.fen(shop.merchant) == own + ORDER_FEN
    check_books(shop.p.memory)


def test_a_refund_of_a_loan_that_is_partly_repaid(shop: Checkout) -> None:
    loan_id = shop.lend()
    shop.tell(told.paid("O7", 1_500_000), told.payout("S1", O7=1_500_000))
    assert shop.left(loan_id) == ORDER_FEN - 1_500_000
    shop.tell(back(ORDER_FEN), told.signed("O1", merchant="M2"))
    assert shop.p.loans.get(loan_id).status.value == "closed"
    assert shop.fen(shop.merchant) == 1_500_000
    check_books(shop.p.memory)


def test_a_shop_that_changed_hands_is_nobodys_record_any_more(shop: Checkout) -> None:
    """Linked by one person, told anew as another's: its orders are not the first one's facts."""
    shop.tell(told.placed("F1", 20_000), told.paid("F1", 20_000))
    wish = Wish("ESD", 5_000_000, 12, "equal_instalment", "stock")
    case = opened(shop.p.desk.read(shop.bank.submit(wish=wish)), shop.p)
    assert _facts(shop, case).by_name
    other = an_id_no(area=COUNTY, sequence=101)
    shop.tell(told.enrolled(id_no=other, account_no=shop.seller.number, sequence=9))
    assert not _facts(shop, case).by_name


def _facts(shop: Checkout, case: Any) -> Facts:
    platform, _ = platform_sources(case, linked(case, shop.p), date(2026, 11, 25), shop.p)
    facts: Any = platform.ask()
    return facts


def test_who_takes_the_consent_back_is_not_looked_up_any_more(shop: Checkout) -> None:
    """The consent to the platform is also that to the credit report of what it asked for."""
    application = _application(shop, shop.apply())
    assert shop.p.consents.papers(application, CREDIT_QUERY).consent
    assert shop.unlink().status == 200
    assert shop.p.consents.papers(application, CREDIT_QUERY).consent is None


def test_a_consent_is_to_the_wording_that_was_shown(
    shop: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nongxin.partners.shops.link_shop.PLATFORM_TEXT", "platform_consent.v2")
    assert code(shop.link(key="link-0009")) == (422, "platform-consent-needed")
    papers = shop.p.consents.papers(_application(shop, shop.apply()), CREDIT_QUERY)
    assert papers.consent and papers.consent.text == "platform_consent.v1"


def test_a_loan_that_was_paid_out_keeps_its_consent(shop: Checkout) -> None:
    application = shop.p.desk.read(shop.p.loans.get(shop.lend()).identity.application_id)
    assert shop.unlink().status == 200
    assert shop.p.consents.papers(application, CREDIT_QUERY).consent


def _application(shop: Checkout, answer: Answer) -> Application:
    return shop.p.desk.read(str(answer.body["application_id"]))


def test_a_platform_learns_nothing_of_what_its_merchant_asked_others_for(shop: Checkout) -> None:
    own = Wish("DSD", ORDER_FEN, 1, "bullet", "orders")
    elsewhere = shop.bank.submit(wish=own)
    answer = shop.apply()
    assert code(answer) == (409, "merchant-not-open-to-credit")
    assert elsewhere not in answer.text and answer.body["facts"] == {}


def test_nor_that_they_were_refused_and_when(shop: Checkout, says: Callable[[Facts], None]) -> None:
    says(good_facts("DSD").but(fake_tx=99, self_trade=True))
    elsewhere = shop.bank.submit(wish=Wish("DSD", ORDER_FEN, 1, "bullet", "orders"))
    run = first_run(shop.bank, elsewhere)
    assert run.decide() == "decline"
    run.step("Close", outcome="decline")
    answer = shop.apply()
    assert code(answer) == (409, "merchant-not-open-to-credit")
    assert answer.body["facts"] == {}


def test_of_its_own_application_it_may_know(shop: Checkout) -> None:
    first = shop.apply().body["application_id"]
    shop.tell(shop.placed("O5"))
    answer = shop.apply(order="O5")
    assert code(answer) == (409, "application-open")
    assert answer.body["facts"] == {"application_id": first}
