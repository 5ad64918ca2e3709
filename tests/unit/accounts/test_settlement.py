"""结息 and 销户 through the ledger: booked once, on the day after, whatever is repeated or at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nongxin.accounts.close_account import (
    AccountHeld,
    CloseAccount,
    PayeeInvalid,
    RepaysLoan,
    close_account,
)
from nongxin.accounts.interest.settle_county import CountyRun, settle_county
from nongxin.accounts.interest.settle_interest import (
    AlreadySettled,
    DayNotOver,
    NoInterest,
    settle_interest,
)
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.ledger.account import Account, AccountNotOpen, AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.post import opening
from tests.builders.books import check_books
from tests.builders.counter import OTHER, OWNER, Counter, at_once
from tests.builders.lending import COUNTY, ENTITY

START, SETTLES = date(2026, 9, 21), date(2026, 12, 20)
DAY = timedelta(days=1)
MILLION = 100_000_000


@pytest.fixture
def counter() -> Counter:
    return Counter(START)


def settle(counter: Counter, account: str, until: date = SETTLES) -> Done:
    interest = counter.p.interest
    return counter.money(lambda key: settle_interest(account, until, key, interest))


def run(counter: Counter, stop_after: int = 10_000) -> CountyRun:
    looks = iter([False] * stop_after + [True] * 10_000)
    return settle_county(COUNTY, ENTITY, counter.p.settling(lambda: next(looks)))


def close(counter: Counter, account: str, pay_to: str = "", owes: bool = False,
          name: str = "") -> Done:  # fmt: skip
    told = CloseAccount(account, counter.account(pay_to) if pay_to else None)

    def act(key: CommandKey) -> Outcome:
        return close_account(told, key, counter.p.closing(lambda _: owes))

    return counter.money(act, name)


def test_a_quarter_is_booked_on_the_twenty_first(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(SETTLES)
    with pytest.raises(DayNotOver):
        settle(counter, account)
    counter.at(SETTLES + DAY)
    told = settle(counter, account).answer
    assert told["fen_days"] == 91 * MILLION
    assert told["interest_fen"] == 12_639  # 91 days at 0.05 %, 126.388... yuan
    entry = counter.p.ledger.newest(account, 1)[0]
    assert (entry.text, entry.value_date, entry.booking_date) == (
        "INTEREST", "2026-12-21", "2026-12-21",
    )  # fmt: skip
    assert [e.data["interest_fen"] for e in counter.p.memory.published("InterestPaid")] == [12_639]
    with pytest.raises(AlreadySettled):
        settle(counter, account)
    check_books(counter.p.memory)


def test_a_late_run_books_the_same_interest_with_the_same_value_date(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(SETTLES + 6 * DAY)
    counter.deposit(account, MILLION)
    assert settle(counter, account).answer["interest_fen"] == 12_639
    assert counter.p.ledger.newest(account, 1)[0].value_date == "2026-12-21"
    counter.at(date(2027, 3, 21))
    told = settle(counter, account, date(2027, 3, 20)).answer
    days = (MILLION + 12_639) * 90 + MILLION * 85  # from the 21st; from the 26th
    assert told["fen_days"] == days


def test_a_backdated_entry_corrects_what_was_settled(counter: Counter) -> None:
    counter.at(date(2026, 4, 1))
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(date(2026, 6, 21))
    first = settle(counter, account, date(2026, 6, 20)).answer
    counter.at(date(2026, 7, 1))
    counter.backdate(account, -MILLION // 2, date(2026, 5, 1))
    counter.at(date(2026, 9, 21))
    second = settle(counter, account, date(2026, 9, 20)).answer
    held = MILLION * 30 + MILLION // 2 * 143 + first["interest_fen"] * 92
    assert first["fen_days"] + second["fen_days"] == held


def test_five_settlements_at_once_pay_once(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    counter.at(SETTLES + DAY)
    told = at_once([lambda: settle(counter, account)] * 5)
    assert told == ["done"] + ["interest-already-settled"] * 4 or told == sorted(told)
    assert told.count("done") == 1
    assert counter.balance(account) == MILLION + 12_639


def test_a_county_run_goes_on_where_it_ended(counter: Counter) -> None:
    owners = [f"pn_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R{n:04d}" for n in range(6)]
    accounts = [counter.open(owner=owner) for owner in owners]
    for account in accounts[:4]:
        counter.deposit(account, MILLION)
    counter.at(SETTLES + DAY)
    first = run(counter, stop_after=3)
    second, third = run(counter), run(counter)
    assert not first.is_whole and second.is_whole
    assert first.settled + second.settled == 4  # two have nothing on them
    assert first.interest_fen + second.interest_fen == 4 * 12_639
    assert (third.settled, third.interest_fen, third.is_whole) == (0, 0, True)
    assert [counter.texts(a)[-1] for a in accounts[:4]] == [("INTEREST", 12_639)] * 4
    check_books(counter.p.memory)


def test_an_account_that_refuses_keeps_nobody_waiting(counter: Counter) -> None:
    accounts = [counter.open(), counter.open(owner=OTHER)]
    for account in accounts:
        counter.deposit(account, MILLION)
    frozen = ChangeState(accounts[0], AccountState.FROZEN, "TEST")
    counter.money(lambda key: change_state(frozen, key, counter.p.books))
    counter.at(SETTLES + DAY)
    told = run(counter)
    assert (told.settled, told.refused) == (1, {accounts[0]: "account-not-open"})


def test_a_time_deposit_bears_no_interest_of_this_sort(counter: Counter) -> None:
    account = f"ac_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R7777"
    opened = Account(account, "time_deposit", ENTITY, OWNER)
    counter.p.memory.commit(opening(opened, counter.p.books))
    with pytest.raises(NoInterest):
        settle(counter, account, START - DAY)


def test_closing_pays_interest_to_the_day_before(counter: Counter) -> None:
    account, other = counter.open(), counter.open("II")
    counter.deposit(account, MILLION)
    counter.at(START + 30 * DAY)
    told = close(counter, account).answer
    assert told == {
        "account_id": account, "paid_fen": MILLION + 4_167, "balance_fen": MILLION,
        "interest_fen": 4_167,
    }  # fmt: skip
    after = counter.account(account)
    assert (after.state, after.balance_fen) == (AccountState.CLOSED, 0)
    with pytest.raises(AccountNotOpen):
        counter.deposit(account, 1)
    again = counter.open()  # its class is free again
    cards = {card.id: card for card in counter.p.accounts.of_owner(OWNER)}
    assert cards[account].closed_on == "2026-10-21"
    assert [cards[each].takes_loans for each in (account, other, again)] == [False, True, True]
    assert close(counter, other).answer["paid_fen"] == 0
    check_books(counter.p.memory)


def test_closing_into_another_account_of_ones_own(counter: Counter) -> None:
    account, other, foreign = counter.open(), counter.open("II"), counter.open(owner=OTHER)
    counter.deposit(account, 500_000)
    for wrong in (account, foreign):
        with pytest.raises(PayeeInvalid):
            close(counter, account, pay_to=wrong)
    close(counter, account, pay_to=other)
    assert counter.balance(other) == 500_000


def test_what_keeps_an_account_open(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, 100)
    with pytest.raises(RepaysLoan):
        close(counter, account, owes=True)
    held = PlaceHold(account, 100, counter.p.clock.now() + DAY)
    counter.money(lambda key: place_hold(held, key, counter.p.books))
    with pytest.raises(AccountHeld):
        close(counter, account)
    counter.at(START + 2 * DAY)  # the hold has ended by the clock
    close(counter, account, name="once")
    assert close(counter, account, name="once").replayed
    with pytest.raises(AccountNotOpen):
        close(counter, account)


def test_two_closings_at_once_pay_out_once(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, MILLION)
    assert at_once([lambda: close(counter, account)] * 2) == ["account-not-open", "done"]
    assert counter.texts(account) == [("CASH_DEPOSIT", MILLION), ("ACCOUNT_CLOSED", MILLION)]
    check_books(counter.p.memory)


@pytest.mark.parametrize("amount_fen", [100, 0])
def test_a_deposit_during_a_closing_is_paid_out_too(counter: Counter, amount_fen: int) -> None:
    """It comes in between the closing's decision and its write."""
    account = counter.open()
    if amount_fen:
        counter.deposit(account, amount_fen)
    race: Any = counter.p.memory.dynamo
    race.before_write = lambda: counter.deposit(account, 7)
    assert close(counter, account).answer["paid_fen"] == amount_fen + 7
    assert counter.balance(account) == 0
    check_books(counter.p.memory)


def test_closing_and_deposit_at_once_lose_nothing(counter: Counter) -> None:
    account = counter.open()
    counter.deposit(account, 100)
    told = at_once([lambda: close(counter, account), lambda: counter.deposit(account, 7)])
    taken = [fen for text, fen in counter.texts(account) if text == "ACCOUNT_CLOSED"]
    assert taken == [107] if told == ["done", "done"] else taken == [100]
