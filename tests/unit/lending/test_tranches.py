"""Loans that are paid out in tranches (分次放款): asked for, agreed, drawn by the bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from nongxin.kernel.errors import Problem
from nongxin.lending.adjustments.adjustment import Kind
from nongxin.lending.adjustments.tranches import NoTrancheLeft, TrancheTooLarge
from nongxin.lending.applications.announce import submission, submitted
from nongxin.lending.applications.wish import (
    FirstTrancheTooLarge,
    TranchesNotOffered,
    check_wish,
)
from nongxin.lending.contracts.contract import FLEXIBLE_TEMPLATE, render
from nongxin.lending.contracts.frozen_terms import frozen_terms
from nongxin.lending.loans.loan import LoanClosed
from nongxin.lending.loans.refusals import LoanOverdue
from nongxin.lending.loans.terms_mapping import terms_from_text, terms_to_text
from nongxin.products.factory import terms_of
from tests.builders.lending import ACCOUNT, ENTITY, a_submitted
from tests.builders.servicing import LENT_FEN, ServicedLoan
from tests.unit.lending.examples import a_proposal, a_terms, contract_facts

LENT = date(2026, 11, 25)
FIRST_FEN = 1_200_000


def in_tranches(method: str = "interest_monthly") -> ServicedLoan:
    """36,000.00 yuan at 6 %, of which 12,000.00 go out at first: 2.00 yuan a day."""
    return ServicedLoan(method=method, first_fen=FIRST_FEN)


def test_the_next_tranche_goes_out_and_the_plan_follows() -> None:
    world = in_tranches()
    assert world.principal_fen() == world.loan.claim_fen == FIRST_FEN
    before_fen = world.balance_fen(ACCOUNT)
    world.go(10)
    world.adjust(Kind.TRANCHE, amount_fen=900_000)
    loan = world.loan
    assert world.balance_fen(ACCOUNT) == before_fen + 900_000
    assert world.principal_fen() == loan.claim_fen == 2_100_000
    # Ten days at 2.00 and twenty at 3.50; the date and the maturity are those of the contract.
    row = next(due.row for due in loan.dues if due.row.due_fen > 0)
    assert (row.due_on, row.interest_fen) == (date(2026, 12, 25), 9_000)
    assert loan.matures_on == date(2027, 11, 25)
    assert sum(due.row.principal_fen for due in loan.dues if due.is_open) == 2_100_000
    world.adjust(Kind.TRANCHE, amount_fen=1_500_000)
    assert world.loan.claim_fen == LENT_FEN
    world.check()


def test_level_instalments_are_reckoned_anew() -> None:
    world = in_tranches("equal_instalment")
    first_fen = world.loan.dues[0].row.due_fen
    world.go(40)
    world.pay("first", quote="due")
    world.adjust(Kind.TRANCHE, amount_fen=2_400_000)
    later = {due.row.due_fen for due in world.loan.dues[3:-1]}
    assert max(later) - min(later) <= 1
    assert min(later) > 2 * first_fen
    world.check()


def test_a_tranche_that_is_reversed_may_go_out_again() -> None:
    world = in_tranches()
    world.adjust(Kind.TRANCHE, amount_fen=2_400_000)
    world.adjust(Kind.REVERSAL, entry=1)
    assert world.principal_fen() == FIRST_FEN
    world.adjust(Kind.TRANCHE, amount_fen=2_400_000)
    world.check()


def test_no_more_than_the_contract_says() -> None:
    world = in_tranches()
    with pytest.raises(TrancheTooLarge):
        world.propose(Kind.TRANCHE, amount_fen=2_400_001)
    for _ in range(3):
        world.adjust(Kind.TRANCHE, amount_fen=100)
    with pytest.raises(NoTrancheLeft):
        world.propose(Kind.TRANCHE, amount_fen=100)
    with pytest.raises(NoTrancheLeft):
        ServicedLoan().propose(Kind.TRANCHE, amount_fen=100)


@pytest.mark.parametrize(("days", "refusal"), [(40, LoanOverdue), (182, NoTrancheLeft)])
def test_neither_late_nor_out_of_time(days: int, refusal: type[Problem]) -> None:
    world = in_tranches()
    world.go(days)
    with pytest.raises(refusal):
        world.propose(Kind.TRANCHE, amount_fen=100)


def test_not_after_the_loan_is_paid_off() -> None:
    world = in_tranches()
    world.pay("all", quote="payoff")
    with pytest.raises(LoanClosed):
        world.propose(Kind.TRANCHE, amount_fen=100)


def test_what_may_be_asked_for() -> None:
    wish = replace(a_submitted().wish, first_fen=FIRST_FEN)
    assert check_wish(wish, ENTITY, LENT).product == "YND"
    with pytest.raises(FirstTrancheTooLarge):
        check_wish(replace(wish, first_fen=wish.amount_fen), ENTITY, LENT)
    with pytest.raises(TranchesNotOffered):
        check_wish(replace(wish, method="revolving"), ENTITY, LENT)
    with pytest.raises(TranchesNotOffered):
        check_wish(replace(wish, product="XFD", purpose="renovation"), ENTITY, LENT)
    application = a_submitted(wish=wish)
    event = submission(application)
    told = {name: getattr(event, name) for name in vars(event)}
    assert submitted(told).wish.first_fen == FIRST_FEN


def test_an_offer_below_the_first_tranche_goes_out_at_once() -> None:
    product = terms_of("YND", ENTITY, LENT)
    offered = a_proposal(amount_fen=1_000_000)
    at_once = frozen_terms(offered, product, 0, FIRST_FEN)
    assert (at_once.principal_fen, at_once.committed_fen) == (1_000_000, 0)
    parted = frozen_terms(a_proposal(), product, 0, FIRST_FEN)
    assert (parted.principal_fen, parted.agreed_fen, parted.tranches) == (FIRST_FEN, 12_000_000, 3)
    assert terms_from_text(terms_to_text(parted)) == parted


def test_the_contract_says_what_follows_and_when() -> None:
    terms = a_terms(principal_fen=FIRST_FEN, committed_fen=LENT_FEN, tranches=3, tranche_months=6)
    text = render(contract_facts(terms=terms))
    assert text.template_version == FLEXIBLE_TEMPLATE
    for told in (
        "人民币36,000.00元（大写：人民币叁万陆仟元整）",
        "首次发放人民币12,000.00元，其余人民币24,000.00元自首次发放之日起6个月内",
        "至多分3次发放",
        "合同期内固定不变",
    ):
        assert told in text.text
    assert "$" not in text.text
