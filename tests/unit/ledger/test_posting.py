"""Postings and accounts, pure: what sums, what moves, what is refused and by which name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.kernel.errors import Missing
from nongxin.kernel.money import MAX_FEN
from nongxin.ledger.account import (
    Account,
    AccountNotOpen,
    AccountState,
    BookedBackwards,
    InsufficientFunds,
    Moment,
    Movement,
    StateNotAllowed,
)
from nongxin.ledger.holds import Hold
from nongxin.ledger.kinds import LimitRule, Side, account_kinds
from nongxin.ledger.posting import (
    MOST_LEGS,
    BadAmount,
    BadLeg,
    Leg,
    OtherCurrency,
    Posting,
    TooManyLegs,
    Unbalanced,
    credit,
    debit,
    general,
    read_general,
)
from tests.builders.books import TODAY
from tests.fakes.parts import MORNING


def a_posting(*legs: Leg, **changed: Any) -> Posting:
    return Posting("TEST", TODAY, TODAY, legs, **changed)


def a_moment(journal: str = "j", at: datetime = MORNING, day: date = TODAY) -> Moment:
    return Moment(journal, "TEST", day, day, at)


@given(st.integers(1, MAX_FEN))
def test_debits_equal_credits(amount_fen: int) -> None:
    assert a_posting(debit("a", amount_fen), credit("b", amount_fen)).legs
    with pytest.raises(Unbalanced):
        a_posting(debit("a", amount_fen), credit("b", amount_fen % MAX_FEN + 1))


@pytest.mark.parametrize("legs", [(), (debit("a", 1),), (debit("a", 1), credit("a", 1))])
def test_what_is_no_posting(legs: tuple[Leg, ...]) -> None:
    with pytest.raises(BadLeg):
        a_posting(*legs)


@pytest.mark.parametrize("amount", [0, -1, MAX_FEN + 1, 1.5, Decimal("1.5"), Decimal(1), "1", True])
def test_an_amount_is_positive_whole_fen(amount: Any) -> None:
    with pytest.raises(BadAmount):
        a_posting(debit("a", amount), credit("b", amount))


def test_101_legs_and_other_money_are_refused_by_name() -> None:
    many = [debit("a", 100), *(credit(f"b{n}", 1) for n in range(100))]
    with pytest.raises(TooManyLegs) as refused:
        a_posting(*many)
    assert refused.value.facts == {"most": MOST_LEGS}
    with pytest.raises(OtherCurrency):
        a_posting(debit("a", 1), credit("b", 1), currency="USD")


def test_one_leg_may_balance_several() -> None:
    legs = [debit("a", 6), credit("b", 1), credit("c", 2), credit("d", 3)]
    assert len(a_posting(*legs).legs) == 4


def test_kinds_grow_on_their_side_and_floors_are_where_owners_are() -> None:
    kinds = account_kinds()
    assert kinds["demand_deposit"].side is Side.CREDIT
    assert kinds["loan_principal"].side is Side.DEBIT
    assert kinds["overdraft_deposit"].limit is LimitRule.CREDIT
    assert {code for code, kind in kinds.items() if kind.exact} == {
        "demand_deposit", "demand_deposit_2", "demand_deposit_3", "time_deposit", "notice_deposit",
        "overdraft_deposit", "station_float", "station_margin", "fiscal_deposit",
        "loan_principal",
    }  # fmt: skip


def test_every_subject_of_the_standard_has_a_kind() -> None:
    told = "1001 1003 1011 1132 1221 1303 1304 1321 2011 2012 2231 2241 2314 3001 4102"
    told += " 6011 6021 6411 6421 6701"
    subjects = {kind.subject.split()[0] for kind in account_kinds().values()}
    assert set(told.split()) <= subjects


def an_account(**changed: object) -> Account:
    told: dict[str, object] = {"id": "ac_1", "kind_code": "demand_deposit", "entity": "2758"}
    return Account(owner="pn_1", **(told | changed))  # type: ignore[arg-type]


def moved(account: Account, side: Side, amount_fen: int, journal: str = "j") -> Account:
    return account.moved(Movement(side, amount_fen), a_moment(journal))


def test_an_account_spends_what_is_available_to_the_fen() -> None:
    account = an_account(balance_fen=100, holds=(Hold("h", 30),))
    assert moved(account, Side.DEBIT, 70).available_fen(MORNING) == 0
    with pytest.raises(InsufficientFunds):
        moved(account, Side.DEBIT, 71)


def test_a_credit_limit_is_spent_to_the_fen() -> None:
    account = an_account(kind_code="overdraft_deposit", limit_fen=50)
    after = moved(account, Side.DEBIT, 50)
    assert (after.balance_fen, after.available_fen(MORNING)) == (-50, 0)
    with pytest.raises(InsufficientFunds):
        moved(account, Side.DEBIT, 51)
    with pytest.raises(InsufficientFunds):
        moved(an_account(limit_fen=50), Side.DEBIT, 1)  # the kind knows no limit


def test_money_in_is_never_refused_for_lack_of_funds() -> None:
    account = an_account(holds=(Hold("h", 50, forced=True),))
    assert moved(account, Side.CREDIT, 1).balance_fen == 1


@pytest.mark.parametrize(
    ("state", "takes", "gives"),
    [("open", True, True), ("receive_only", True, False), ("dormant", True, False),
     ("frozen", False, False), ("closed", False, False)],
)  # fmt: skip
def test_what_a_state_lets_through(state: str, takes: bool, gives: bool) -> None:
    account = an_account(balance_fen=9, state=AccountState(state))
    for side, may in ((Side.CREDIT, takes), (Side.DEBIT, gives)):
        if may:
            moved(account, side, 1)
        else:
            with pytest.raises(AccountNotOpen):
                moved(account, side, 1)


def test_an_account_is_closed_empty_and_for_ever() -> None:
    closed, opened = AccountState.CLOSED, AccountState.OPEN
    for account in (
        an_account(balance_fen=1),
        an_account(holds=(Hold("h", 1, forced=True),)),
        an_account(state=AccountState.FROZEN),
    ):
        with pytest.raises(StateNotAllowed):
            account.turned(closed, a_moment())
    gone = an_account().turned(closed, a_moment())
    for state in (opened, closed):
        with pytest.raises(StateNotAllowed):
            gone.turned(state, a_moment())
    assert gone.state is closed


def test_an_account_has_one_time_and_its_days_go_forward() -> None:
    account = moved(an_account(), Side.CREDIT, 5)
    late = MORNING - timedelta(minutes=10)  # another server's clock
    after = account.moved(Movement(Side.CREDIT, 1), a_moment(at=late))
    assert after.at == account.at
    with pytest.raises(BookedBackwards):
        account.moved(Movement(Side.CREDIT, 1), a_moment(day=TODAY - timedelta(days=1)))


def test_a_seal_depends_on_everything_before_and_in_an_entry() -> None:
    first = moved(an_account(), Side.CREDIT, 5)
    later = a_moment(at=MORNING + timedelta(seconds=1))
    tomorrow = a_moment(day=TODAY + timedelta(days=1))
    five = Movement(Side.CREDIT, 5)
    seals = {
        first.seal,
        moved(an_account(), Side.CREDIT, 6).seal,
        moved(an_account(), Side.CREDIT, 5, "j2").seal,
        moved(an_account(id="ac_2"), Side.CREDIT, 5).seal,
        moved(an_account(seq=3), Side.CREDIT, 5).seal,
        moved(an_account(seal="x"), Side.CREDIT, 5).seal,
        moved(an_account(holds=(Hold("h", 1),)), Side.CREDIT, 5).seal,
        an_account().moved(five, later).seal,
        an_account().moved(five, tomorrow).seal,
    }
    assert len(seals) == 9


def test_the_general_ledger_account_of_an_entity_in_a_county() -> None:
    name = general("610722", "2758", "vault_cash")
    assert name == "gl_610722_2758_vault_cash"
    assert read_general(name).kind == "vault_cash"
    for wrong in ("gl_610722", "gl_610722_2758_", "gl_61_2758_vault_cash", name + "\n"):
        with pytest.raises(Missing):
            read_general(wrong)
