"""变更还款日: the next due date moves, later ones follow from there, maturity stays."""

from __future__ import annotations

from datetime import date

import pytest

from nongxin.lending.adjustments.adjustment import Kind
from nongxin.lending.adjustments.adjustment_rules import DueDateNotUsable
from nongxin.lending.loans.refusals import LoanOverdue
from tests.builders.servicing import A_DAY, LENT_FEN, ServicedLoan

# Lent on 2026-11-25; due on the 25th of every month until 2027-11-25.


def dues(world: ServicedLoan) -> list[date]:
    return [due.row.due_on for due in world.loan.dues]


def test_the_dates_follow_and_the_days_are_charged_as_they_are() -> None:
    """To the 10th: 46 days until 2027-01-10, then 31, and 15 at the end."""
    world = ServicedLoan()
    world.go(10)
    world.adjust(Kind.DUE_DATE, until=date(2027, 1, 10))
    assert dues(world)[:3] == [date(2027, 1, 10), date(2027, 2, 10), date(2027, 3, 10)]
    assert dues(world)[-2:] == [date(2027, 11, 10), date(2027, 11, 25)]
    charges = [due.row.interest_fen for due in world.loan.dues]
    assert (charges[0], charges[1], charges[-1]) == (46 * A_DAY, 31 * A_DAY, 15 * A_DAY)
    assert sum(charges) == 365 * A_DAY
    world.check()


def test_level_instalments_are_level_again() -> None:
    world = ServicedLoan(method="equal_instalment")
    world.adjust(Kind.DUE_DATE, until=date(2026, 12, 31))
    rows = [due.row for due in world.loan.dues]
    assert sum(row.principal_fen for row in rows) == LENT_FEN
    assert len({row.due_fen for row in rows[:-1]}) == 1
    # Reckoned from the first date: the 31st comes back after February.
    assert [row.due_on.day for row in rows[:4]] == [31, 31, 28, 31]


def test_an_extension_keeps_the_new_day() -> None:
    world = ServicedLoan()
    world.go(1)
    world.adjust(Kind.DUE_DATE, until=date(2026, 12, 5))
    world.adjust(Kind.EXTENSION, months=3)
    assert dues(world)[-4:] == [
        date(2027, 12, 5), date(2028, 1, 5), date(2028, 2, 5), date(2028, 2, 25),
    ]  # fmt: skip


def test_what_was_paid_before_stays_paid_and_it_can_be_taken_back() -> None:
    world = ServicedLoan()
    world.go(30)
    world.pay("key-1", quote="due")
    before = world.loan
    world.adjust(Kind.DUE_DATE, until=date(2027, 1, 20))
    assert world.loan.received == before.received
    assert dues(world)[:2] == [date(2026, 12, 25), date(2027, 1, 20)]
    world.adjust(Kind.REVERSAL, entry=2)
    assert dues(world) == [due.row.due_on for due in before.dues]
    world.check()


@pytest.mark.parametrize("until", [date(2026, 12, 5), date(2027, 1, 25), date(2025, 1, 1)])
def test_no_due_date_is_skipped_and_none_is_in_the_past(until: date) -> None:
    world = ServicedLoan()
    world.go(10)
    with pytest.raises(DueDateNotUsable):
        world.adjust(Kind.DUE_DATE, until=until)


def test_a_single_due_date_is_maturity_and_does_not_move() -> None:
    with pytest.raises(DueDateNotUsable):
        ServicedLoan(method="bullet", months=3).adjust(Kind.DUE_DATE, until=date(2026, 12, 25))


def test_not_while_it_is_late() -> None:
    world = ServicedLoan()
    world.go(40)
    with pytest.raises(LoanOverdue):
        world.adjust(Kind.DUE_DATE, until=date(2027, 1, 20))
