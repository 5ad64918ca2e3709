"""Ⅰ/Ⅱ/Ⅲ class accounts: how many, and how much through each, to the fen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nongxin.accounts.tiers.tier_limits import tier_writes
from nongxin.accounts.tiers.tiers import (
    BindingInvalid,
    TierBalance,
    TierDay,
    TierFull,
    TierUse,
    TierYear,
    UnknownTier,
)
from nongxin.catalog.accounts import tier_named, tiers
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from tests.builders.books import check_books
from tests.builders.counter import OTHER, OWNER, Counter, at_once

TODAY = date(2026, 11, 25)
SOUTH_BANK, NORTH_BANK = "2758", "2724"


@pytest.fixture
def counter() -> Counter:
    return Counter(TODAY)


def transfer(counter: Counter, source: str, target: str, amount_fen: int) -> Done:
    """As a transfer does it: the limits' writes beside the posting's."""
    parties = [counter.account(source), counter.account(target)]
    posting = Posting("TEST", None, None, [debit(source, amount_fen), credit(target, amount_fen)])

    def act(key: CommandKey) -> Outcome:
        counted = tier_writes(posting, parties, counter.p.tier_parts)
        return book(posting, key, counter.p.books).outcome({}, *counted)

    return counter.money(act)


def test_the_classes_are_as_published() -> None:
    assert [t.code for t in tiers().values()] == ["I", "II", "III"]
    second, third = tier_named("II"), tier_named("III")
    assert second and third
    assert second[4:] == (None, 1_000_000, 20_000_000, 1_000_000, 20_000_000)
    assert third[4:] == (200_000, 200_000, 5_000_000, 200_000, 5_000_000)


@pytest.mark.parametrize(("tier", "most"), [("I", 1), ("II", 5), ("III", 5)])
def test_a_person_has_so_many_of_a_class_at_a_bank(counter: Counter, tier: str, most: int) -> None:
    for _ in range(most):
        counter.open(tier)
    with pytest.raises(TierFull) as refused:
        counter.open(tier)
    assert refused.value.facts == {"most": most, "tier": tier}
    counter.open(tier, owner=OTHER)
    counter.open(tier, entity=NORTH_BANK, county="610425")
    assert len(counter.p.accounts.of_owner(OWNER)) == most


def test_five_at_once_open_one_of_class_one(counter: Counter) -> None:
    told = at_once([lambda: counter.open("I")] * 5)
    assert told == ["account-tier-full"] * 4 + ["done"]


def test_no_other_class(counter: Counter) -> None:
    with pytest.raises(UnknownTier):
        counter.open("IV")


def test_a_day_of_class_two_ends_at_ten_thousand_yuan(counter: Counter) -> None:
    account = counter.open("II")
    counter.deposit(account, 1_000_000)
    with pytest.raises(TierDay) as refused:
        counter.deposit(account, 1)
    assert refused.value.facts == {"tier": "II", "left_fen": 0}
    counter.withdraw(account, 400_000)
    with pytest.raises(TierDay):
        counter.withdraw(account, 600_001)
    counter.withdraw(account, 600_000)
    counter.at(TODAY + timedelta(days=1))
    counter.deposit(account, 1_000_000)
    assert counter.balance(account) == 1_000_000
    check_books(counter.p.memory)


def test_a_year_of_class_two_ends_at_two_hundred_thousand(counter: Counter) -> None:
    account = counter.open("II")
    for day in range(20):
        counter.at(TODAY + timedelta(days=day))
        counter.deposit(account, 1_000_000)
    counter.at(TODAY + timedelta(days=20))
    with pytest.raises(TierYear):
        counter.deposit(account, 1)
    counter.at(date(2027, 1, 1))
    counter.deposit(account, 1)


def test_class_three_never_holds_more_than_two_thousand_yuan(counter: Counter) -> None:
    account = counter.open("III")
    counter.deposit(account, 199_999)
    with pytest.raises(TierBalance):
        counter.deposit(account, 2)
    counter.at(TODAY + timedelta(days=1))
    with pytest.raises(TierBalance):
        counter.deposit(account, 2)
    counter.deposit(account, 1)
    assert counter.balance(account) == 200_000


def test_with_the_bound_account_only_the_balance_counts(counter: Counter) -> None:
    first, stranger = counter.open(), counter.open(owner=OTHER)
    second, third = counter.open("II", bound_to=first), counter.open("III", bound_to=first)
    counter.deposit(first, 9_000_000)
    transfer(counter, first, second, 3_000_000)
    transfer(counter, second, first, 1_500_000)
    transfer(counter, second, stranger, 1_000_000)
    with pytest.raises(TierDay):
        transfer(counter, second, stranger, 1)
    transfer(counter, first, third, 200_000)
    with pytest.raises(TierBalance):
        transfer(counter, first, third, 1)
    transfer(counter, third, first, 200_000)
    assert counter.balance(second) == 500_000


def test_what_an_account_cannot_be_bound_to(counter: Counter) -> None:
    first, second, foreign = counter.open(), counter.open("II"), counter.open(owner=OTHER)
    for bound in (second, foreign, first[:-4] + "0000", "x"):
        with pytest.raises(BindingInvalid):
            counter.open("II", bound_to=bound)
    with pytest.raises(BindingInvalid):
        counter.open("I", owner=OTHER.replace("2222", "3333"), bound_to=first)


def test_ten_withdrawals_at_once_keep_the_daily_limit(counter: Counter) -> None:
    account = counter.open("II")
    counter.deposit(account, 1_000_000)
    counter.at(TODAY + timedelta(days=1))
    counter.deposit(account, 1_000_000)
    told = at_once([lambda: counter.withdraw(account, 300_000)] * 6)
    assert told == ["account-tier-day-limit"] * 3 + ["done"] * 3
    assert counter.balance(account) == 1_100_000
    assert counter.p.tier_parts.uses.get(account).day_out_fen == 900_000


def test_two_credits_at_once_cannot_pass_the_balance(counter: Counter) -> None:
    """The other one comes between the look at the balance and the posting."""
    first = counter.open()
    account = counter.open("III", bound_to=first)
    counter.deposit(first, 1_000_000)
    told = at_once([lambda: transfer(counter, first, account, 150_000)] * 3)
    assert told == ["account-tier-balance"] * 2 + ["done"]


def test_a_repeat_counts_once(counter: Counter) -> None:
    account = counter.open("II")
    for _ in range(3):
        counter.deposit(account, 600_000, "same")
    assert counter.p.tier_parts.uses.get(account) == TierUse(
        account, day=TODAY.isoformat(), day_in_fen=600_000, year_in_fen=600_000
    )
