"""应付利息 by sums: what is owed is what accounts would show, whatever died, repeated or was paid."""

from __future__ import annotations

from collections import Counter as Count
from datetime import date, timedelta

import pytest

from nongxin.accounts.interest.accrue_county import AccrualRun, accrue_county
from nongxin.accounts.interest.settle_county import settle_county
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, open_deposit
from tests.builders.books import check_books, sums_by_journal
from tests.builders.counter import OTHER, Counter, at_once
from tests.builders.lending import COUNTY, ENTITY

START, SETTLES = date(2026, 9, 21), date(2026, 12, 20)
DAY = timedelta(days=1)
MILLION = 100_000_000


@pytest.fixture
def counter() -> Counter:
    return Counter(START)


def accrue(counter: Counter, stop_after: int = 10_000) -> AccrualRun:
    looks = iter([False] * stop_after + [True] * 10_000)
    return accrue_county(COUNTY, ENTITY, counter.p.accruing(lambda: next(looks)))


def general_fen(counter: Counter, kind: str) -> int:
    """Of the general-ledger account, credit positive."""
    sums = sums_by_journal(counter.p.memory)
    account = f"gl_{COUNTY}_{ENTITY}_{kind}"
    return sums[account, "credit"] - sums[account, "debit"]


def a_time_deposit(counter: Counter, account: str, fen: int) -> None:
    told = OpenDeposit(counter.account(account), "TD1Y", fen)
    counter.money(lambda key: open_deposit(told, key, counter.p.depositing))


def test_what_is_owed_is_booked_by_kind(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, 2 * MILLION)
    a_time_deposit(counter, account, MILLION)
    counter.at(START + 36 * DAY)
    run = accrue(counter)
    # 36 days: 0.05 % on demand, 0.95 % for a year (rates.csv), of 1,000,000 yuan each
    assert (run.day, run.is_whole) == (START + 35 * DAY, True)
    assert run.payable_fen == {"demand_deposit": 5_000, "time_deposit": 95_000}
    assert general_fen(counter, "interest_payable") == 100_000
    assert general_fen(counter, "interest_expense") == -100_000
    check_books(counter.p.memory)


def test_days_add_up_whatever_is_left_out_and_repeated(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    for days in (1, 2, 2, 7, 30):
        counter.at(START + days * DAY)
        payable = accrue(counter).payable_fen["demand_deposit"]
        assert accrue(counter).payable_fen == {"demand_deposit": payable}
        assert general_fen(counter, "interest_payable") == payable
        assert payable == round(MILLION * 5 * days / 10_000 / 360)


def test_what_is_paid_is_owed_no_more_and_expense_once(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(SETTLES + DAY)
    accrue(counter)
    settle_county(COUNTY, ENTITY, counter.p.settling(lambda: False))
    paid = counter.balance(account) - MILLION
    counter.at(SETTLES + 2 * DAY)
    owed = accrue(counter).payable_fen["demand_deposit"]
    assert 0 < owed < paid
    assert general_fen(counter, "interest_payable") == owed
    assert general_fen(counter, "interest_expense") == -(paid + owed)
    check_books(counter.p.memory)


def test_a_run_that_dies_is_gone_on_with_and_its_day_finished_first(counter: Counter) -> None:
    for owner in (None, OTHER):
        account = counter.open(**({"owner": owner} if owner else {}))
        counter.deposit(account, MILLION)
    counter.at(START + 36 * DAY)
    assert not accrue(counter, stop_after=9).is_whole
    assert general_fen(counter, "interest_payable") == 0
    counter.at(START + 37 * DAY)
    late = accrue(counter)
    assert (late.day, late.is_whole) == (START + 35 * DAY, True)
    assert general_fen(counter, "interest_payable") == 10_000
    assert accrue(counter).day == START + 36 * DAY


def test_two_runs_at_once_book_once(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(START + 36 * DAY)
    assert Count(at_once([lambda: accrue(counter)] * 4)) == {"done": 4}
    assert general_fen(counter, "interest_payable") == 5_000
    check_books(counter.p.memory)
