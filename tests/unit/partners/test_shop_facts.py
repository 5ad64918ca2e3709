"""What platforms' word makes of a merchant as a borrower, where that word is odd or long."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.decisions.facts import Facts, typed
from nongxin.partners.shops.merchant import Merchant, MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.payout import Payout, PayoutState
from nongxin.partners.shops.shop_facts import Shop, shop_facts, told_on
from nongxin.partners.shops.told import Told
from tests.fakes.parts import FakeParts

TODAY = date(2026, 11, 26)
KEY = MerchantKey("610722", "pt_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "M1")
AT = "2026-11-20T10:00:00+08:00"


def order(number: str, paid_fen: int, refunded_fen: int = 0, at: str = AT) -> Order:
    steps: dict[str, dict[str, Any]] = {
        "placed": {"amount_fen": paid_fen, "buyer": "B1"},
        "paid": {"paid_fen": paid_fen},
    }
    if refunded_fen:
        steps["refunded"] = {"refunded_fen": refunded_fen}
    return Order(number, {step: Told(1, at, data) for step, data in steps.items()})


def shop(*orders: Order) -> Shop:
    enrolled = Told(1, AT, {"name": "张三", "id_no": "x", "account_no": "y"})
    return Shop(Merchant(KEY, {"enrolled": enrolled}), orders, [], is_own=True)


def test_a_refund_above_its_payment_is_a_payment_given_back() -> None:
    """Above a hundred per cent the fact would be impossible, so missing where it is worst."""
    facts = shop_facts([shop(order("O1", 10_000, 900_000), order("O2", 30_000))], TODAY)
    assert facts["refund_rate"] == "25.00"
    assert facts["receivable_days"] == "182.00"
    _, gaps = typed(Facts.of(facts, "platform", TODAY), ["refund_rate", "receivable_days"])
    assert gaps == []


def test_windows_end_on_the_day_they_begin() -> None:
    edges = [order("O1", 1_000, at="2026-08-26T00:00:00+08:00"),
             order("O2", 1_000, at="2026-08-25T23:59:59+08:00")]  # fmt: skip
    facts = shop_facts([shop(*edges)], TODAY)
    assert (facts["orders_3m"], told_on([shop(*edges)])) == (1, "2026-11-20")


def test_every_payout_counts_however_many_pages_they_take() -> None:
    p = FakeParts()
    first = Payout("S0000", 1, AT, 5, {"O1": 5}, PayoutState.SETTLED)
    for number in range(1_001):
        told = Payout(f"S{number:04}", 1, AT, 5, {"O1": 5}, first.state)
        p.storage.commit(p.shops.save_payout(KEY, told))
    found = p.shops.payouts(KEY)
    assert len(found) == 1_001
    facts = shop_facts([Shop(Merchant(KEY), [], found, is_own=True)], TODAY)
    assert facts["settled_3m"] == 5_005
    assert len(p.shops.payouts(KEY, 7)) == 7
