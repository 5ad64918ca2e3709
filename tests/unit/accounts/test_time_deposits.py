"""整存整取 and 通知存款: at maturity, before, after, renewed, announced; to the fen, once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from nongxin.accounts.interest.interest import half_up
from nongxin.accounts.time_deposits.announce_withdrawal import announce_withdrawal
from nongxin.accounts.time_deposits.deposit import (
    BelowLeast,
    MoreThanDeposited,
    NoNoticeNeeded,
    PartTakenBefore,
    RenewalDue,
    UnknownProduct,
    WholeOnly,
)
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, SourceInvalid, open_deposit
from nongxin.accounts.time_deposits.renew_deposit import NotDue, renew_deposit, renew_due
from nongxin.accounts.time_deposits.withdraw_deposit import WithdrawDeposit, withdraw_deposit
from nongxin.catalog.deposits import time_products
from nongxin.kernel.commands import Done
from nongxin.kernel.errors import Problem
from nongxin.ledger.account import AccountNotOpen, AccountState, InsufficientFunds
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.posting import BadAmount
from tests.builders.books import check_books
from tests.builders.counter import OTHER, Counter, at_once

START = date(2025, 6, 2)
DAY = timedelta(days=1)
TEN_THOUSAND = 1_000_000


@pytest.fixture
def counter() -> Counter:
    made = Counter(START)
    made.deposit(made.open(), 100_000_000)
    return made


def source(counter: Counter) -> str:
    return next(
        i["sk"]["S"][3:] for i in counter.p.memory.items("accounts") if i["sk"]["S"][:3] == "AC#"
    )


def opened(counter: Counter, product: str = "TD1Y", amount_fen: Any = TEN_THOUSAND,
           renews: bool = False, at: str = "") -> str:  # fmt: skip
    told = OpenDeposit(counter.account(at or source(counter)), product, amount_fen, renews)
    done = counter.money(lambda key: open_deposit(told, key, counter.p.depositing))
    return str(done.answer["id"])


def take(counter: Counter, account: str, amount_fen: int | None = None, to: str = "",
         name: str = "") -> Done:  # fmt: skip
    told = WithdrawDeposit(account, amount_fen, counter.account(to) if to else None)
    return counter.money(lambda key: withdraw_deposit(told, key, counter.p.depositing), name)


def announce(counter: Counter, account: str, amount_fen: int) -> Any:
    p, key = counter.p, counter.key()
    act = lambda: announce_withdrawal(account, amount_fen, p.depositing)  # noqa: E731
    return p.perform_in("accounts", key, act).answer


def test_every_product_has_a_listed_rate() -> None:
    rates = {code: product.rate_on(START) for code, product in time_products().items()}
    assert rates["TD1Y"] == Decimal("0.0095") and rates["ND7"] == Decimal("0.0030")
    assert len(rates) == 8


@pytest.mark.parametrize(
    ("product", "matures_on", "interest_fen"),
    [
        ("TD3M", "2025-09-02", 1_625),  # 10,000 x 0.65 % x 3/12
        ("TD6M", "2025-12-02", 4_250),
        ("TD1Y", "2026-06-02", 9_500),
        ("TD2Y", "2027-06-02", 21_000),
        ("TD3Y", "2028-06-02", 37_500),
        ("TD5Y", "2030-06-02", 65_000),
    ],
)
def test_a_full_term_earns_the_rate_of_the_day_it_began(
    counter: Counter, product: str, matures_on: str, interest_fen: int
) -> None:
    account = opened(counter, product)
    assert counter.balance(source(counter)) == 99_000_000
    assert counter.p.depositing.deposits.get(account).matures_on == date.fromisoformat(matures_on)
    counter.at(date.fromisoformat(matures_on))
    told = take(counter, account).answer
    assert (told["principal_fen"], told["interest_fen"]) == (TEN_THOUSAND, interest_fen)
    assert counter.balance(source(counter)) == 100_000_000 + interest_fen
    assert counter.account(account).state is AccountState.CLOSED
    check_books(counter.p.memory)


def test_before_maturity_it_earns_as_on_demand(counter: Counter) -> None:
    account = opened(counter)
    counter.at(START + 200 * DAY)
    assert take(counter, account).answer["interest_fen"] == half_up(
        TEN_THOUSAND * Fraction(5, 10_000) * Fraction(200, 360)
    )


def test_a_part_is_taken_once_and_the_rest_keeps_its_rate(counter: Counter) -> None:
    account = opened(counter)
    counter.at(START + 100 * DAY)
    early = half_up(400_000 * Fraction(5, 10_000) * Fraction(100, 360))
    assert take(counter, account, 400_000).answer["interest_fen"] == early
    with pytest.raises(PartTakenBefore):
        take(counter, account, 100_000)
    counter.at(date(2026, 6, 2))
    assert take(counter, account).answer["interest_fen"] == 5_700  # 6,000 x 0.95 %
    check_books(counter.p.memory)


def test_days_after_maturity_earn_as_on_demand(counter: Counter) -> None:
    account = opened(counter)
    counter.at(date(2026, 6, 2) + 90 * DAY)
    with pytest.raises(WholeOnly):
        take(counter, account, 400_000)
    overdue = TEN_THOUSAND * Fraction(5, 10_000) * Fraction(90, 360)
    assert take(counter, account).answer["interest_fen"] == half_up(9_500 + overdue)


def test_it_renews_by_itself_as_often_as_it_matures(counter: Counter) -> None:
    """At the rates of those days, the interest joining; a late job changes nothing."""
    account = opened(counter, "TD3M", renews=True)
    counter.at(date(2025, 12, 10))
    with pytest.raises(RenewalDue):
        take(counter, account)
    parts, post = counter.p.depositing, counter.p.post_money
    assert at_once([lambda: renew_due(account, parts, post)] * 3) == ["done"] * 3
    first = half_up(TEN_THOUSAND * Fraction(65, 10_000) / 4)
    second = half_up((TEN_THOUSAND + first) * Fraction(65, 10_000) / 4)
    assert counter.balance(account) == TEN_THOUSAND + first + second
    assert counter.texts(account)[1:] == [("INTEREST", first), ("INTEREST", second)]
    assert parts.deposits.get(account).matures_on == date(2026, 3, 2)
    assert renew_due(account, parts, post) == 0
    with pytest.raises(NotDue):
        counter.money(lambda key: renew_deposit(account, key, parts))
    early = half_up((TEN_THOUSAND + first + second) * Fraction(5, 10_000) * Fraction(8, 360))
    assert take(counter, account).answer["interest_fen"] == early
    check_books(counter.p.memory)


def test_a_notice_deposit_earns_its_rate_on_the_announced_day_only(counter: Counter) -> None:
    account = opened(counter, "ND7", 20_000_000)
    counter.at(START + 30 * DAY)
    assert announce(counter, account, 6_000_000)["on"] == "2025-07-09"
    counter.at(date(2025, 7, 8))
    early = half_up(5_000_000 * Fraction(5, 10_000) * Fraction(36, 360))
    assert take(counter, account, 5_000_000).answer["interest_fen"] == early
    announce(counter, account, 6_000_000)
    counter.at(date(2025, 7, 15))
    told = take(counter, account, 7_000_000).answer
    days = Fraction(43, 360)
    assert told["interest_fen"] == half_up(
        6_000_000 * Fraction(30, 10_000) * days + 1_000_000 * Fraction(5, 10_000) * days
    )
    with pytest.raises(BelowLeast):
        take(counter, account, 4_000_000)
    with pytest.raises(BelowLeast):
        announce(counter, account, 4_999_999)
    with pytest.raises(MoreThanDeposited):
        announce(counter, account, 9_000_000)
    take(counter, account)
    check_books(counter.p.memory)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (UnknownProduct, {"product": "TD4Y"}),
        (BelowLeast, {"amount_fen": 4_999}),
        (BelowLeast, {"product": "ND1", "amount_fen": 4_999_999}),
        (BadAmount, {"amount_fen": 0}),
        (BadAmount, {"amount_fen": -5}),
        (BadAmount, {"amount_fen": True}),
        (InsufficientFunds, {"amount_fen": 100_000_001}),
    ],
)
def test_what_is_no_deposit(counter: Counter, wrong: type[Problem], told: dict[str, Any]) -> None:
    with pytest.raises(wrong):
        opened(counter, **told)
    assert counter.balance(source(counter)) == 100_000_000


def test_where_it_comes_from_and_goes_to(counter: Counter) -> None:
    second, third = counter.open("II"), counter.open("III")
    counter.deposit(second, 1_000_000)
    counter.deposit(third, 100_000)
    with pytest.raises(SourceInvalid):
        opened(counter, amount_fen=50_000, at=third)
    account = opened(counter, amount_fen=900_000, at=second)
    assert counter.p.tier_parts.uses.get(second).day_out_fen == 0
    foreign = counter.open(owner=OTHER)
    for wrong in (foreign, third):
        with pytest.raises(SourceInvalid):
            take(counter, account, to=wrong)
    take(counter, account, to=source(counter))
    assert counter.balance(source(counter)) == 100_900_000
    with pytest.raises(NoNoticeNeeded):
        announce(counter, opened(counter), 5_000_000)


def test_two_at_once_take_it_once(counter: Counter) -> None:
    account = opened(counter)
    told = at_once([lambda: take(counter, account)] * 3)
    assert told == ["account-not-open"] * 2 + ["done"]
    assert counter.balance(source(counter)) == 100_000_000
    with pytest.raises(AccountNotOpen):
        take(counter, account)


def test_a_repeat_pays_once(counter: Counter) -> None:
    account = opened(counter)
    first, again = (take(counter, account, 100_000, name="one") for _ in range(2))
    assert (first.answer, again.replayed) == (again.answer, True)
    with pytest.raises(MoreThanDeposited):
        take(counter, account, 900_001)


def test_what_is_held_stays(counter: Counter) -> None:
    account = opened(counter)
    told = PlaceHold(account, 600_000, None, forced=True)
    counter.money(lambda key: place_hold(told, key, counter.p.books))
    with pytest.raises(InsufficientFunds):
        take(counter, account)
    take(counter, account, 400_000)
