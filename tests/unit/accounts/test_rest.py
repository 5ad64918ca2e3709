"""Dormant accounts and deposit insurance, over a county's accounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.accounts.insurance.count_insured import count_insured
from nongxin.accounts.interest.settle_county import settle_county
from nongxin.accounts.rest_account import NotDormant, rest_account
from nongxin.accounts.tend_county import TendRun, tend_county
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, open_deposit
from nongxin.accounts.wake_account import NotAsleep, NotTheOwner, WakeAccount, wake_account
from nongxin.catalog.protection import most_insured_fen
from nongxin.kernel.commands import Done
from nongxin.ledger.account import AccountNotOpen, AccountState
from nongxin.ledger.place_hold import PlaceHold, place_hold
from tests.builders.books import check_books
from tests.builders.counter import OTHER, OWNER, Counter
from tests.builders.lending import COUNTY, ENTITY

START = date(2025, 6, 2)
DAY = timedelta(days=1)
OWN_ID = "610722198005171234"


class Cards:
    """Whose ID card it is that was shown."""

    def id_by_id_no(self, id_no: str) -> str | None:
        return OWNER if id_no == OWN_ID else None

    def entity_of(self, person_id: str) -> str | None:
        return ENTITY


@pytest.fixture
def counter() -> Counter:
    return Counter(START)


def tend(counter: Counter) -> TendRun:
    return tend_county(COUNTY, ENTITY, counter.p.tending(lambda: False))


def wake(counter: Counter, account: str, id_no: str = OWN_ID) -> Done:
    command = WakeAccount(counter.account(account), id_no)
    return counter.money(lambda key: wake_account(command, key, Cards(), counter.p.books))


def test_a_year_unused_with_little_on_it_rests_and_is_woken(counter: Counter) -> None:
    account, used = counter.open(), counter.open(owner=OTHER)
    counter.deposit(account, 1_000)
    counter.deposit(used, 1_000)
    counter.at(START + 300 * DAY)
    counter.withdraw(used, 1)
    settle_county(COUNTY, ENTITY, counter.p.settling(lambda: False))  # interest is not the owner's
    counter.at(START + 364 * DAY)
    assert tend(counter).rested == 0
    counter.at(START + 365 * DAY)
    assert (tend(counter).rested, tend(counter).rested) == (1, 0)
    assert counter.account(account).state is AccountState.DORMANT
    assert counter.account(used).state is AccountState.OPEN
    counter.deposit(account, 5)
    with pytest.raises(AccountNotOpen):
        counter.withdraw(account, 1)
    with pytest.raises(NotTheOwner):
        wake(counter, account, "610722198005171235")
    wake(counter, account)
    with pytest.raises(NotAsleep):
        wake(counter, account)
    counter.withdraw(account, 1_005)
    counter.at(START + 729 * DAY)
    assert tend(counter).rested == 1  # the other one: this one was woken a year less a day ago
    check_books(counter.p.memory)


def test_what_does_not_rest(counter: Counter) -> None:
    much, held = counter.open(), counter.open(owner=OTHER)
    counter.deposit(much, 1_001)
    counter.deposit(held, 500)
    told = PlaceHold(held, 1, None, forced=True)
    counter.money(lambda key: place_hold(told, key, counter.p.books))
    counter.at(START + 500 * DAY)
    assert tend(counter).rested == 0
    with pytest.raises(NotDormant):
        counter.money(lambda key: rest_account(much, key, counter.p.books))


def test_a_county_renews_what_matured(counter: Counter) -> None:
    source = counter.open()
    counter.deposit(source, 10_000_000)
    told = OpenDeposit(counter.account(source), "TD3M", 1_000_000, renews=True)
    done = counter.money(lambda key: open_deposit(told, key, counter.p.depositing))
    counter.at(date(2025, 9, 2))
    assert (tend(counter).renewed, tend(counter).renewed) == (1, 0)
    assert counter.balance(str(done.answer["id"])) == 1_001_625


def test_half_a_million_per_depositor_and_bank(counter: Counter) -> None:
    rich, second = counter.open(), counter.open("II")
    poor = counter.open(owner=OTHER)
    elsewhere = counter.open(entity="2724", county="610425")
    counter.deposit(rich, 49_900_000)
    counter.deposit(second, 1_000_000)
    counter.deposit(poor, 70_000)
    counter.deposit(elsewhere, 20_000_000)
    told = OpenDeposit(counter.account(rich), "TD1Y", 9_000_000)
    counter.money(lambda key: open_deposit(told, key, counter.p.depositing))
    counter.at(START + 18 * DAY)
    report = count_insured(ENTITY, counter.p.insured)
    interest = 1_023 + 25 + 225 + 2  # 18 days at 0.05 %: 40.9 m, 1 m, 9 m, 0.07 m fen
    assert report.deposits_fen == 50_970_000 + interest
    assert report.covered_fen == 50_000_000 + 70_002
    assert (report.accounts, report.depositors, report.wholly_covered) == (4, 2, 1)
    assert report.premium_fen == 4_078  # 509,712.75 yuan, 1.6 of 10,000 a year, for half a year
    other = count_insured("2724", counter.p.insured)
    assert (other.covered_fen, other.wholly_covered) == (20_000_500, 1)
    assert most_insured_fen(date(2015, 4, 30)) == 0
