"""Words of a partner in any order, repeated, late, before enrolment: the same final state."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.kernel.clock import FixedClock
from nongxin.kernel.errors import Problem
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.kernel.records import StaleRecord
from nongxin.partners.inbound.inbox_store import Inbox
from nongxin.partners.inbound.messages import read_message
from nongxin.partners.shops.apply_event import apply_event
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.note_stuck import note_stuck
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.ports import InboundParts
from nongxin.partners.shops.shop_store import Shops
from nongxin.partners.shops.take_payout import accept_payout
from tests.builders import platform_events as told
from tests.builders.platform_events import COUNTY, MERCHANT, PARTNER, FakePayees
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

KEY = MerchantKey(COUNTY, PARTNER, MERCHANT)
ACCOUNT = "ac_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


def world() -> InboundParts:
    storage, vault = MemoryStorage(), Vault(FixedKeys())
    payees = FakePayees({("610722198505050017", "6230280000000000017"): ACCOUNT})
    return InboundParts(Inbox(storage, vault), Shops(storage, vault), payees, FixedClock(MORNING))


def hear(parts: InboundParts, bodies: Sequence[bytes]) -> None:
    """As the worker does: each word, then the payouts that wait; refusals are no state."""
    for body in bodies:
        key = apply_event(read_message(body), PARTNER, parts)
        for number in parts.shops.merchant(key).waiting:
            with suppress(Problem):
                accept_payout(key, number, parts)


def state(parts: InboundParts) -> dict[str, Any]:
    """Everything that is known, whatever it took to learn it."""
    shops = parts.shops
    merchant = replace(shops.merchant(KEY), version=0)
    orders = [replace(order, version=0) for order in shops.orders(KEY, 100)]
    payouts = [replace(each, version=0) for each in shops.payouts(KEY)]
    return {"merchant": merchant, "orders": orders, "payouts": payouts}


LIVES = {
    "sold": [told.placed(), told.shipped(), told.delivered(), told.signed()],
    "refunded": [told.paid(), told.shipped(), told.refunded(), told.enrolled()],
    "late paid": [told.paid(), told.paid(sequence=9), told.refunded(), told.signed()],
    "refunds in parts": [
        told.paid(),
        told.refunded(fen=1_000),
        told.refunded(fen=3_000, sequence=7),
        told.refunded(fen=2_000, sequence=5),
    ],
    "settled": [
        told.placed(),
        told.paid(),
        told.enrolled(),
        told.payout(O1=10_000),
        told.signed(),
    ],
    "settled by two": [
        told.paid(),
        told.paid("O2"),
        told.enrolled(),
        told.payout(O1=4_000, O2=9_000),
        told.payout("S2", 2, O1=6_000),
    ],
    "another account": [
        told.paid(),
        told.enrolled(account_no="6230280000000000025"),
        told.event("merchant.changed", 3, status="active", account_no="6230280000000000017"),
        told.payout(O1=10_000),
    ],
    "too much": [told.paid(), told.enrolled(), told.payout(O1=10_001), told.signed()],
    "paid in parts": [
        told.enrolled(),
        told.paid(fen=4_000),
        told.paid(sequence=7),
        told.payout(O1=10_000),
    ],
    "left and back": [
        told.enrolled(),
        told.enrolled(sequence=5),
        told.event("merchant.changed", 3, status="left"),
        told.event("platform.rating", 4, grade="B", complaints_bp=1, fake_index=2),
    ],
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
def test_every_order_with_repeats_ends_in_the_same_state(life: list[bytes]) -> None:
    straight = world()
    hear(straight, life)
    wanted = state(straight)
    for order in permutations(life):
        parts = world()
        hear(parts, [*order, *reversed(order)])
        assert state(parts) == wanted


@given(st.lists(st.sampled_from(LIVES["settled"]), min_size=0, max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_beginning_ends_the_same(beginning: list[bytes]) -> None:
    straight, parts = world(), world()
    hear(straight, LIVES["settled"])
    hear(parts, [*beginning, *LIVES["settled"]])
    assert state(parts) == state(straight)


def test_a_late_paid_never_reopens_a_refund() -> None:
    parts = world()
    hear(parts, [told.paid(), told.refunded(), told.paid(sequence=99)])
    assert [order.status for order in parts.shops.orders(KEY, 9)] == ["refunded"]


def test_what_an_older_look_found_never_covers_what_a_newer_one_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One worker has read that the merchant is not enrolled; another hears that it is."""
    parts, read = world(), Shops.order
    for body in (told.paid(), told.payout(O1=10_001)):
        apply_event(read_message(body), PARTNER, parts)

    def overtaken(shops: Shops, key: MerchantKey, number: str) -> Order:
        monkeypatch.setattr(Shops, "order", read)
        hear(parts, [told.enrolled()])
        return shops.order(key, number)

    monkeypatch.setattr(Shops, "order", overtaken)
    after = accept_payout(KEY, "S1", parts)
    (kept,) = parts.shops.payouts(KEY)
    assert after.reason == kept.reason == "partner-payout-above-order"


def test_of_two_tries_in_vain_neither_covers_what_the_other_noted() -> None:
    parts = world()
    hear(parts, [told.enrolled(), told.paid(), told.payout(O1=100)])
    (looked_at,) = parts.shops.payouts(KEY)
    assert note_stuck(KEY, looked_at, "insufficient-funds", parts)
    assert not note_stuck(KEY, looked_at, "insufficient-funds", parts)
    with pytest.raises(StaleRecord):
        note_stuck(KEY, looked_at, "account-not-open", parts)
    (after,) = parts.shops.payouts(KEY)
    assert after.reason == "insufficient-funds"
    assert note_stuck(KEY, after, "account-not-open", parts)


def test_a_number_that_says_two_things_is_refused_and_changes_nothing() -> None:
    parts = world()
    hear(parts, [told.paid()])
    before = state(parts)
    with pytest.raises(Problem) as refusal:
        hear(parts, [told.paid(fen=9)])
    assert refusal.value.code == "partner-sequence-reused"
    assert state(parts) == before


def test_an_order_is_one_merchants_alone() -> None:
    parts = world()
    hear(parts, [told.paid(), told.paid("O2", merchant="M2")])
    with pytest.raises(Problem) as refusal:
        hear(parts, [told.signed(merchant="M2")])
    assert refusal.value.code == "partner-order-of-another"
    apply_event(read_message(told.payout(O2=1)), PARTNER, parts)
    with pytest.raises(Problem) as refusal:
        accept_payout(KEY, "S1", parts)
    assert refusal.value.code == "partner-order-of-another"


def test_a_merchant_is_at_home_in_one_county() -> None:
    parts = world()
    hear(parts, [told.paid()])
    with pytest.raises(Problem) as refusal:
        hear(parts, [told.placed("O7", county="610729")])
    assert refusal.value.code == "partner-merchant-elsewhere"


def test_another_partner_has_merchants_and_orders_of_its_own() -> None:
    parts, other = world(), "pt_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0V"
    hear(parts, [told.paid()])
    apply_event(read_message(told.paid(fen=77)), other, parts)
    assert [order.paid_fen for order in parts.shops.orders(KEY, 9)] == [10_000]
    theirs = parts.shops.orders(MerchantKey(COUNTY, other, MERCHANT), 9)
    assert [order.paid_fen for order in theirs] == [77]
