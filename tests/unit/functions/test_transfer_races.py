"""Transfers at once: threads through the door, over DynamoDB in memory."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from nongxin.accounts.transfers.guess import Guesses
from nongxin.kernel import deadline
from tests.builders.books import check_books
from tests.builders.payers import NORTH, Town, pay
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def codes(answers: list[Answer]) -> Counter[str]:
    return Counter("paid" if a.status == 201 else a.body["code"] for a in answers)


def test_two_drain_one_account_and_one_of_them_gets_it(town: Town) -> None:
    payer, first, second = town.person(1_000), town.person(), town.person(county=NORTH)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda to: pay(payer, to, 1_000, f"drain-{to.number[-8:]}"),
                             (first, second)))  # fmt: skip
    assert codes(told) == {"paid": 1, "insufficient-funds": 1}
    assert town.balance(payer) == 0
    assert sorted((town.balance(first), town.balance(second))) == [0, 1_000]
    check_books(town.p.memory)


def test_there_and_back_at_once_both_arrive(town: Town) -> None:
    here, there = town.person(1_000), town.person(1_000, county=NORTH)
    ways = [(here, there, n) for n in range(8)] + [(there, here, n) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda w: pay(w[0], w[1], 10, f"cross-{w[2]:04d}"), ways))
    assert codes(told) == {"paid": 16}
    assert (town.balance(here), town.balance(there)) == (1_000, 1_000)
    check_books(town.p.memory)


def test_one_key_racing_pays_once(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: pay(payer, payee, 100, "same-0001"), range(16)))
    assert {a.text for a in told} == {told[0].text}
    assert (town.balance(payer), town.balance(payee)) == (900, 100)
    assert town.p.payments.usage(payer.who.id, town.p.clock.today()).sum_fen == 100


def test_sixty_four_pay_the_same_shop_at_once(town: Town) -> None:
    shop = town.person()
    payers = [town.person(100) for _ in range(64)]
    with ThreadPoolExecutor(64) as pool:
        told = list(pool.map(lambda payer: pay(payer, shop, 100, "market-001"), payers))
    assert codes(told) == {"paid": 64}
    assert town.balance(shop) == 6_400
    assert {town.balance(payer) for payer in payers} == {0}
    check_books(town.p.memory)


def test_the_days_limit_holds_when_many_pay_at_once(town: Town) -> None:
    payer, payee = town.person(10_000_000), town.person()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: pay(payer, payee, 500_000, f"limit-{n:04d}"), range(14)))
    assert codes(told) == {"paid": 10, "not-confirmed": 4}
    assert town.balance(payee) == 5_000_000


def test_ten_wrong_payees_a_day_however_many_are_named_at_once(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    wrong = replace(payee, name="查无此人")
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda n: pay(payer, wrong, 1, f"guess-{n:04d}"), range(40)))
    assert codes(told) == {"payee-not-matched": 10, "payee-checks-used-up": 30}
    assert codes([pay(payer, payee, 1, "right-0001")]) == {"payee-checks-used-up": 1}


def test_right_payees_are_no_guesses_however_many_are_named_at_once(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda n: pay(payer, payee, 1, f"right-{n:04d}"), range(40)))
    assert codes(told) == {"paid": 40}
    assert town.p.payments.guesses(payer.who.id, town.p.clock.today()).wrong == 0


def test_a_guess_whose_process_died_is_a_wrong_one(town: Town) -> None:
    payer, payee = town.person(1_000), town.person()
    today, now = town.p.clock.today(), town.p.clock.now()
    town.p.payments.save_guesses(Guesses(payer.who.id, str(today), 8, 2, now))
    with deadline.within(0.2):
        assert codes([pay(payer, payee, 1, "right-0001")]) == {"busy": 1}
    town.p.clock.pass_time(timedelta(minutes=1))
    assert codes([pay(payer, payee, 1, "right-0001")]) == {"payee-checks-used-up": 1}
