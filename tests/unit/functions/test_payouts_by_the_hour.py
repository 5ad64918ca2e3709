"""Stuck payouts that time mends are paid by the clock, once; what stays is told once."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from job_retry_payouts import handler as job
from job_retry_payouts import stuck
from nongxin.kernel.errors import Busy
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Payout, PayoutState
from tests.builders import platform_events as told
from tests.builders.books import check_books
from tests.builders.market import FUNDS_FEN, Market
from tests.builders.partners import ops
from tests.builders.payers import Town

FEN = FUNDS_FEN + 500


def hour(context: Any = None) -> dict[str, Any]:
    answer: dict[str, Any] = job.handler({}, context)
    return answer


def states(market: Market) -> list[PayoutState]:
    return [each.state for each in market.p.shops.payouts(market.key)]


@pytest.fixture
def poor(market: Market) -> Market:
    """A payout is accepted, and the platform's account lacks the money for it."""
    market.tell(market.enrolled(), told.paid(fen=FEN), told.payout(O1=FEN))
    assert states(market) == ["accepted"]
    return market


def test_money_that_came_is_paid_out_by_the_clock_once(poor: Market) -> None:
    assert hour() == {"accepted": 1}
    assert poor.codes() == ["insufficient-funds"]  # known, so not listed again
    Town(poor.p).fund(poor.till, 1_000, "more")
    assert hour() == {"settled": 1}
    assert hour() == {}
    assert (states(poor), poor.fen(poor.merchant)) == (["settled"], FEN)
    assert poor.fen(poor.till) == 500
    assert poor.p.services.metrics.told["PayoutsStuck"] == [1]
    check_books(poor.p.memory)


def test_the_clock_and_an_event_at_once_pay_once(
    poor: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job dies after the money moved; the event that comes then finds it moved."""
    Town(poor.p).fund(poor.till, FEN + 1_000, "more")

    def dies(*_: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as killed:
        killed.setattr("nongxin.partners.shops.pay_payout.close_payout", dies)
        assert hour() == {"failed": 1}
    assert (states(poor), poor.fen(poor.merchant)) == (["accepted"], FEN)
    poor.tell(told.shipped())
    assert hour() == {}
    assert (states(poor), poor.fen(poor.merchant)) == (["settled"], FEN)
    check_books(poor.p.memory)


def test_what_waits_for_a_word_goes_on_waiting(market: Market) -> None:
    market.tell(told.payout(O1=900))
    assert hour() == {"waiting": 1}
    assert (states(market), market.codes()) == (["waiting"], [])


def test_a_new_reason_is_listed_once(poor: Market) -> None:
    poor.close(poor.merchant)
    Town(poor.p).fund(poor.till, 1_000, "more")
    assert hour() == {"refused": 1}
    assert hour() == {"accepted": 1}
    assert sorted(poor.codes()) == ["insufficient-funds", "partner-payout-without-payee"]


def test_money_of_a_suspended_platform_stays(poor: Market) -> None:
    Town(poor.p).fund(poor.till, 1_000, "more")
    body = {"status": "suspended", "reason": "核查"}
    path = {"partner_id": poor.shop.id}
    assert ops("POST", "/{partner_id}/status", body, path=path, key="suspend-1").status == 200
    assert hour() == {}
    assert poor.fen(poor.merchant) == 0


def test_a_run_is_bounded_and_the_next_ones_look_at_the_others(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuck, "MOST", 2)
    lines = [{"order": "O1", "amount_fen": 5}]
    for n in range(1, 6):
        market.tell(told.event("settlement.payout", n, payout=f"S{n}", amount_fen=5, orders=lines))
    tried = list[str]()
    paid = job.pay_payout

    def noted(key: MerchantKey, number: str, *more: Any) -> Payout:
        tried.append(number)
        after: Payout = paid(key, number, *more)
        return after

    monkeypatch.setattr(job, "pay_payout", noted)
    for _ in range(3):
        assert sum(hour().values()) <= 2
        market.p.fixed.pass_time(timedelta(hours=1))
    assert sorted(tried) == ["S1", "S2", "S3", "S4", "S5"]


def test_a_run_that_has_no_time_left_begins_nothing(poor: Market) -> None:
    Town(poor.p).fund(poor.till, 1_000, "more")
    assert hour(SimpleNamespace(get_remaining_time_in_millis=lambda: 10_000)) == {}
    assert hour(SimpleNamespace(get_remaining_time_in_millis=lambda: 90_000)) == {"settled": 1}


def test_a_sick_county_holds_none_of_the_others(
    poor: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    Town(poor.p).fund(poor.till, 1_000, "more")
    both, listed = [("610425", poor.shop.id), (poor.key.county, poor.shop.id)], stuck._stuck

    def sick(county: str, partner: str) -> list[stuck.Stuck]:
        if county == "610425":
            raise Busy()
        found: list[stuck.Stuck] = listed(county, partner)
        return found

    monkeypatch.setattr(stuck, "_served", lambda: both)
    monkeypatch.setattr(stuck, "_stuck", sick)
    assert hour() == {"settled": 1}
