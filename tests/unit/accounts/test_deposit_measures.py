"""Measures on time deposits: what is deducted of one, and when nothing is left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.accounts.tend_county import tend_county
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, open_deposit
from nongxin.kernel.ids import county_of
from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.unit.accounts.test_measures import Desk

TODAY, DAY = date(2026, 11, 25), timedelta(days=1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_part_of_a_time_deposit_is_deducted_and_its_interest_is_the_owners(desk: Desk) -> None:
    counter, source = desk.counter, desk.account
    counter.deposit(source, 2_000_000)
    told = OpenDeposit(counter.account(source), "TD1Y", 2_000_000)
    done = counter.money(lambda key: open_deposit(told, key, counter.p.depositing))
    desk.account = str(done.answer["id"])
    freeze = desk.freeze(1_500_000)
    counter.at(TODAY + 36 * DAY)
    desk.deduct(freeze, 1_000_000)
    assert counter.balance(desk.account) == 1_000_000
    assert counter.balance(source) == 1_000 + 50  # 36 days at 0.05 %
    assert counter.p.depositing.deposits.get(desk.account).matures_on == date(2027, 11, 25)
    check_books(counter.p.memory)


def a_deposit(desk: Desk, amount_fen: int) -> str:
    """Answers the demand deposit that it was paid from; the desk looks at the time deposit."""
    counter, source = desk.counter, desk.account
    counter.deposit(source, amount_fen)
    told = OpenDeposit(counter.account(source), "TD1Y", amount_fen)
    done = counter.money(lambda key: open_deposit(told, key, counter.p.depositing))
    desk.account = str(done.answer["id"])
    return source


def test_a_time_deposit_that_is_deducted_whole_is_closed(desk: Desk) -> None:
    a_deposit(desk, 2_000_000)
    freeze = desk.freeze(None)
    desk.counter.at(TODAY + 36 * DAY)
    desk.deduct(freeze, 1_999_999)
    assert desk.counter.account(desk.account).state is AccountState.OPEN
    desk.deduct(freeze, 1)
    closed = desk.counter.account(desk.account)
    assert (closed.balance_fen, closed.holds, closed.state) == (0, (), AccountState.CLOSED)
    cards = {card.id: card for card in desk.counter.p.accounts.of_owner(closed.owner)}
    assert cards[closed.id].closed_on == str(TODAY + 36 * DAY)
    check_books(desk.counter.p.memory)


def test_an_emptied_deposit_that_others_hold_is_closed_once_they_let_go(desk: Desk) -> None:
    a_deposit(desk, 2_000_000)
    first, second = desk.freeze(2_000_000), desk.freeze(2_000_000, "tax")
    desk.deduct(first, 2_000_000)
    parts = desk.counter.p.tending(lambda: False)
    entity = desk.counter.account(desk.account).entity
    county = county_of(desk.account)
    assert tend_county(county, entity, parts).closed == 0
    assert desk.counter.account(desk.account).state is AccountState.OPEN
    desk.do("lift", "tax", freeze_id=second)
    assert tend_county(county, entity, parts).closed == 1
    assert desk.counter.account(desk.account).state is AccountState.CLOSED
    assert tend_county(county, entity, parts).closed == 0
