from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.kernel.money import MAX_FEN
from nongxin.ledger.account import Account, AccountNotOpen, AccountState, InsufficientFunds
from nongxin.ledger.kinds import Side, account_kinds
from nongxin.ledger.posting import BadLeg, Leg, Posting, Unbalanced, credit, debit, general

TODAY = date(2026, 11, 25)


def a_posting(*legs: Leg) -> Posting:
    return Posting("TEST", TODAY, TODAY, legs)


@given(st.integers(1, MAX_FEN))
def test_debits_equal_credits(amount_fen: int) -> None:
    assert a_posting(debit("a", amount_fen), credit("b", amount_fen)).legs
    with pytest.raises(Unbalanced):
        a_posting(debit("a", amount_fen), credit("b", amount_fen % MAX_FEN + 1))


@pytest.mark.parametrize(
    "legs",
    [(), (debit("a", 1),), (debit("a", 1), credit("a", 1)), (debit("a", 0), credit("b", 0)),
     (debit("a", -1), credit("b", -1)), (debit("a", MAX_FEN + 1), credit("b", MAX_FEN + 1))],
)  # fmt: skip
def test_what_is_no_posting(legs: tuple[Leg, ...]) -> None:
    with pytest.raises(BadLeg):
        a_posting(*legs)


def test_one_leg_may_balance_several() -> None:
    legs = [debit("a", 6), credit("b", 1), credit("c", 2), credit("d", 3)]
    assert len(a_posting(*legs).legs) == 4


def test_kinds_grow_on_their_side_and_floors_are_where_owners_are() -> None:
    kinds = account_kinds()
    assert kinds["demand_deposit"].side is Side.CREDIT
    assert kinds["loan_principal"].side is Side.DEBIT
    assert {code for code, kind in kinds.items() if kind.exact} == {
        "demand_deposit", "loan_principal"
    }  # fmt: skip


def an_account(**changed: object) -> Account:
    told: dict[str, object] = {"id": "ac_1", "kind_code": "demand_deposit", "entity": "2758"}
    return Account(owner="pn_1", **(told | changed))  # type: ignore[arg-type]


def test_an_account_spends_what_is_available_to_the_fen() -> None:
    account = an_account(balance_fen=100, held_fen=30)
    assert account.moved(Side.DEBIT, 70, "j").available_fen == 0
    with pytest.raises(InsufficientFunds):
        account.moved(Side.DEBIT, 71, "j")


def test_money_in_is_never_refused_for_lack_of_funds() -> None:
    assert an_account(balance_fen=0, held_fen=50).moved(Side.CREDIT, 1, "j").balance_fen == 1


@pytest.mark.parametrize("state", [AccountState.FROZEN, AccountState.CLOSED])
def test_only_an_open_account_is_booked(state: AccountState) -> None:
    with pytest.raises(AccountNotOpen):
        an_account(balance_fen=9, state=state).moved(Side.CREDIT, 1, "j")


def test_a_seal_depends_on_everything_before_and_in_an_entry() -> None:
    first = an_account().moved(Side.CREDIT, 5, "j1")
    seals = {
        first.seal,
        an_account().moved(Side.CREDIT, 6, "j1").seal,
        an_account().moved(Side.CREDIT, 5, "j2").seal,
        an_account(id="ac_2").moved(Side.CREDIT, 5, "j1").seal,
        an_account(seal="x").moved(Side.CREDIT, 5, "j1").seal,
        an_account(held_fen=1).moved(Side.CREDIT, 5, "j1").seal,
    }
    assert len(seals) == 6


def test_the_general_ledger_account_of_a_county() -> None:
    assert general("610722", "vault_cash") == "gl_610722_vault_cash"
