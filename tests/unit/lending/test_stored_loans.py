"""Loans as items: every release's are read, dates stay what they were, terms come back whole."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nongxin.kernel.ids import sibling
from nongxin.kernel.money import Rounding
from nongxin.lending.loans.entries import (
    ChargeOff,
    Diversion,
    Draw,
    Entry,
    NewPlan,
    Pause,
    RateChange,
    Refund,
    Repayment,
    Reversal,
    Waiver,
    WriteOff,
)
from nongxin.lending.loans.entry_mapping import KINDS, entry_from_text, entry_to_text
from nongxin.lending.loans.loan_store import DynamoLoans
from nongxin.lending.loans.terms_mapping import (
    dates_from_text,
    dates_to_text,
    terms_from_text,
    terms_to_text,
)
from nongxin.lending.reckoning.allocation import ORDER, ORDER_IN_ARREARS, Orders, Parts
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import Every, HolidayRule, Unit
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.schedule import DueDate, dates_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from tests.builders.lending import ENTITY, LENT_FEN, LendingWorld, a_signed, application_id
from tests.fakes.faults import item_bytes
from tests.unit.lending.examples import a_terms

LOAN = sibling(application_id(), "ln")
LENT, PAID = date(2026, 11, 25), date(2027, 1, 11)
# The first release wrote these: a loan that nobody had paid on, and one that was repaid once.
GOLDEN = json.loads((Path(__file__).parent / "golden_loans.json").read_text())


def world_with(item: dict[str, Any]) -> LendingWorld:
    """A bank whose loan's item is the one that an earlier release wrote."""
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    (standing,) = [i for i in world.storage.items("lending") if i["sk"]["S"] == "LOAN"]
    standing.clear()
    standing.update(item)
    return world


def head(world: LendingWorld) -> dict[str, Any]:
    (item,) = [i for i in world.storage.items("lending") if i["sk"]["S"] == "LOAN"]
    return item


def test_a_loan_of_the_first_release_that_nobody_paid_on() -> None:
    loan = world_with(GOLDEN["unpaid"]).loans.get(LOAN)
    assert (loan.principal_fen, loan.lent_on, len(loan.dues)) == (LENT_FEN, LENT, 12)
    assert loan.due_on(date(2026, 12, 25)) == Parts(interest_fen=18_667)


def test_a_loan_of_the_first_release_that_was_repaid() -> None:
    loan = world_with(GOLDEN["paid"]).loans.get(LOAN)
    assert (loan.principal_fen, loan.last_on, loan.version) == (3_529_294, PAID, 2)
    assert loan.received == Parts(interest_fen=29_245, principal_fen=470_706)
    assert loan.due_on(date(2027, 1, 25)) == Parts(interest_fen=7_686)


def test_it_is_serviced_from_where_it_stood() -> None:
    world = world_with(GOLDEN["paid"])
    world.clock.pass_time(timedelta(days=60))  # 2027-01-24: 13 days after
    account = world.ledger.get("la" + LOAN[2:])
    assert account.balance_fen == LENT_FEN  # the item alone was put back, not the books
    paid = world.repay(7_000, "key-1").answer
    assert (paid["entry"], paid["paid"]["interest_fen"]) == (1, 7_000)
    again = world.loans.get(LOAN)
    assert (again.version, again.principal_fen) == (3, 3_529_294)
    assert head(world)["dues"] == GOLDEN["paid"]["dues"]


def test_a_loan_keeps_its_dates_when_holidays_are_announced_later() -> None:
    """A holiday table of a later day would put other last days of payment into the plan."""
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    before = world.loans.get(LOAN)
    others = DynamoLoans(world.storage, lambda day: day.weekday() == 2)
    assert others.get(LOAN).dues == before.dues
    world.clock.pass_time(timedelta(days=10))
    world.repay(5_000, "key-1")  # of 6,222 that the days have earned
    assert [d.row.payable_by for d in others.get(LOAN).dues] == [
        d.row.payable_by for d in before.dues
    ]


def test_the_head_does_not_grow_and_an_entry_is_small() -> None:
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    fresh = item_bytes(head(world))
    for nr in range(12):
        world.clock.pass_time(timedelta(days=3))
        world.repay(20_000, f"key-{nr}")
    assert item_bytes(head(world)) < fresh + 20
    rows = [i for i in world.storage.items("lending") if i["sk"]["S"].startswith("E#")]
    rows = [{k: v for k, v in row.items() if k != "events"} for row in rows]
    assert len(rows) == 12
    assert max(map(item_bytes, rows)) < 260


EVERY_TERM = LoanTerms(
    principal_fen=1_000_000, rate_annual=Decimal("0.048"), method=Method.EQUAL_PRINCIPAL,
    instalments=8, every=Every(2, Unit.WEEK), first_due_on=date(2026, 12, 1),
    day_count=DayCount.ACT_ACT, rounding=Rounding.HALF_EVEN, instalment_multiple_fen=100,
    progressive=True, grace_principal=2, grace_interest=1, down_payment_fen=5_000,
    holidays=HolidayRule.MOVE, grace_days=3, rate_ceiling=Decimal("0.2"),
    penalty_uplift=Decimal("0.3"), diverted_uplift=Decimal("0.7"), compound=False,
    orders=Orders(ORDER_IN_ARREARS, ORDER),
)  # fmt: skip


@pytest.mark.parametrize(
    "terms",
    [EVERY_TERM, a_terms(), a_terms(due_day=21), a_terms(term_months=0, term_days=90,
     method=Method.BULLET)],
)  # fmt: skip
def test_every_term_comes_back(terms: LoanTerms) -> None:
    assert terms_from_text(terms_to_text(terms)) == terms


@pytest.mark.parametrize("holidays", list(HolidayRule))
def test_dates_come_back(holidays: HolidayRule) -> None:
    terms = a_terms(holidays=holidays, grace_days=2, term_months=36)
    dates = dates_of(terms, LENT, lambda day: day.weekday() < 4)
    assert dates_from_text(terms, LENT, dates_to_text(terms, LENT, dates)) == dates
    assert len(dates_to_text(terms, LENT, dates)) <= 73


ENTRIES: list[Entry] = [
    Repayment(LENT, PAID, "pn_1", 5, "ac_1", Ahead.LAST),
    Reversal(LENT, PAID, "st_1", 1),
    Refund(LENT, PAID, "st_1", 5, "ac_1"),
    Draw(LENT, PAID, "pn_1", 5, "ac_1"),
    Waiver(LENT, PAID, "st_1", Parts(1, 2, 3, 4, 5)),
    RateChange(LENT, PAID, "st_1", Decimal("0.0435")),
    Diversion(LENT, PAID, "st_1"),
    Pause(LENT, PAID, "st_1", PAID),
    NewPlan(LENT, PAID, "st_1", "extension", (DueDate(PAID, PAID + timedelta(days=2)),)),
    ChargeOff(LENT, PAID, "st_1"),
    WriteOff(LENT, PAID, "st_1"),
]


def test_every_kind_of_entry_comes_back() -> None:
    assert {type(entry) for entry in ENTRIES} == set(KINDS.values())
    for entry in ENTRIES:
        assert entry_from_text(entry_to_text(entry)) == entry


def test_a_stored_entry_reads_as_it_was_written() -> None:
    """Never change these lines: they lie in tables."""
    stored = '["repayment","2026-11-25","2027-01-11","pn_1",5,"ac_1","last"]'
    assert entry_from_text(stored) == ENTRIES[0]
    older = '["repayment","2026-11-25","2027-01-11","pn_1",5,"ac_1"]'
    plain = Repayment(LENT, PAID, "pn_1", 5, "ac_1", Ahead.REDUCE_INSTALMENT)
    assert entry_from_text(older) == plain


def test_the_loan_knows_its_product() -> None:
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    identity = world.loans.get(LOAN).identity
    assert (identity.product, identity.entity) == ("YND", ENTITY)
