"""Paid ahead of time in the middle of a period, for every method the bank offers; by hand.

36,000.00 yuan at 6 % are 6.00 a day. What is paid early settles interest to its day (算头不算尾),
the rest is principal; the lines to come bear interest on what is left.
"""

from __future__ import annotations

from datetime import date

import pytest

from nongxin.lending.loans.entries import Draw
from nongxin.lending.loans.loan import Loan
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.histories import ACCOUNT, DUE, a_history, after, day, paid

ON = day(2, 16)  # 15 days after the first due date, 46 after lending
EARLY = 1_000_000
Rows = list[tuple[int, int]]


def early(method: Method, months: int, ahead: Ahead = Ahead.REDUCE_INSTALMENT) -> Loan:
    """What is due on 02-01 is paid then, and 10,000.00 yuan on 02-16."""
    history = a_history(method=method, term_months=months)
    due_fen = history.loan().due_on(DUE).total_fen
    entries = [paid(due_fen, DUE)] if due_fen else []
    return after(history, *entries, paid(EARLY, ON, ahead=ahead)).loan()


def to_come(loan: Loan) -> Rows:
    return [(d.row.principal_fen, d.row.interest_fen) for d in loan.dues if d.row.due_on > ON]


def interest(balance_fen: int, days: int) -> int:
    """At 6 % over 360 days, half up: balance x days / 6,000."""
    return (balance_fen * days + 3_000) // 6_000


# Equal principal: 600,000 a month; on 3,000,000 fifteen days are 7,500: 992,500 of principal.
LEFT = 2_007_500
EQUAL_PRINCIPAL: dict[Ahead, list[int]] = {
    Ahead.REDUCE_INSTALMENT: [401_500] * 5,
    Ahead.REDUCE_TERM: [600_000, 600_000, 600_000, 207_500],
    Ahead.NEXT: [0, 207_500, 600_000, 600_000, 600_000],
    Ahead.LAST: [600_000, 600_000, 600_000, 207_500],
}


@pytest.mark.parametrize("ahead", Ahead)
def test_equal_principal(ahead: Ahead) -> None:
    loan = early(Method.EQUAL_PRINCIPAL, 6, ahead)
    assert loan.received == Parts(interest_fen=18_600 + 7_500, principal_fen=1_592_500)
    rows, left = [], LEFT
    for principal, days in zip(EQUAL_PRINCIPAL[ahead], (14, 31, 30, 31, 30), strict=False):
        rows.append((principal, interest(left, days)))
        left -= principal
    assert (to_come(loan), left) == (rows, 0)


# Equal instalments: 6,106.61 a month; 3,007,939 left, 7,520 of interest: 992,480 of principal.
def test_equal_instalments_get_smaller() -> None:
    rows = to_come(early(Method.EQUAL_INSTALMENT, 6))
    # 2,015,459 x growth / value over 14, 31, 30, 31 and 30 days is 408,153.5: half a fen less by
    # the exact rounding of each, so 408,153.
    assert [sum(row) for row in rows] == [408_153] * 4 + [408_156]
    assert rows[0] == (403_450, interest(2_015_459, 14))


def test_equal_instalments_get_fewer() -> None:
    rows = to_come(early(Method.EQUAL_INSTALMENT, 6, Ahead.REDUCE_TERM))
    assert [sum(row) for row in rows] == [610_661] * 3 + [199_492 + interest(199_492, 31)]


def test_equal_instalments_pay_the_next_principal() -> None:
    """Planned principal 596,123 and 598,200: the first whole, 396,357 of the second."""
    rows = to_come(early(Method.EQUAL_INSTALMENT, 6, Ahead.NEXT))
    assert rows[0] == (0, interest(2_015_459, 14))
    assert rows[1] == (598_200 - 396_357, interest(2_015_459, 31))
    assert [sum(row) for row in rows[2:]] == [610_661, 610_661, 610_662]


def test_equal_instalments_pay_the_last_principal() -> None:
    """Of 607,624 + 604,399 at the end 992,480 are paid: a line goes, 219,543 stay of the other."""
    rows = to_come(early(Method.EQUAL_INSTALMENT, 6, Ahead.LAST))
    assert [principal for principal, _ in rows] == [596_123, 598_200, 601_593, 219_543]
    assert [charge for _, charge in rows] == [
        interest(2_015_459, 14), interest(1_419_336, 31), interest(821_136, 30),
        interest(219_543, 31),
    ]  # fmt: skip


@pytest.mark.parametrize("ahead", Ahead)
def test_interest_monthly(ahead: Ahead) -> None:
    """15 days are 9,000: 991,000 of principal; interest on 2,609,000 until maturity."""
    loan = early(Method.INTEREST_MONTHLY, 6, ahead)
    charges = [interest(2_609_000, days) for days in (14, 31, 30, 31, 30)]
    assert to_come(loan) == [(0, charge) for charge in charges[:4]] + [(2_609_000, charges[4])]


# Nothing is due before 02-16: 46 days are 27,600, so 972,400 of principal.
@pytest.mark.parametrize("ahead", Ahead)
def test_interest_quarterly(ahead: Ahead) -> None:
    loan = early(Method.INTEREST_QUARTERLY, 12, ahead)
    charges = [interest(2_627_600, days) for days in (45, 91, 92, 92)]
    assert to_come(loan) == [(0, charge) for charge in charges[:3]] + [(2_627_600, charges[3])]


@pytest.mark.parametrize("ahead", Ahead)
@pytest.mark.parametrize("method", [Method.BULLET, Method.REVOLVING])
def test_all_at_maturity(method: Method, ahead: Ahead) -> None:
    """From 02-16 to 07-01 are 136 days."""
    loan = early(method, 6, ahead)
    assert loan.received == Parts(interest_fen=27_600, principal_fen=972_400)
    assert to_come(loan) == [(2_627_600, interest(2_627_600, 136))]


def test_draws_are_tranches_that_bear_interest_from_their_day() -> None:
    """2,627,600 for 14 days, 3,127,600 for 31: 6,131 + 16,159, paid first on 04-01."""
    line = a_history(method=Method.REVOLVING, term_months=12)
    drawn = Draw(day(3, 1), day(3, 1), "pn_1", 500_000, ACCOUNT)
    told = after(line, paid(EARLY, ON), drawn, paid(300_000, day(4, 1)))
    loan = told.loan()
    assert loan.received == Parts(
        interest_fen=27_600 + 6_131 + 16_159, principal_fen=972_400 + 300_000 - 22_290
    )
    assert loan.claim_fen == 3_127_600 - 277_710
    may = loan.payoff_on(day(5, 1))
    assert may == Parts(interest_fen=interest(2_849_890, 30), principal_fen=2_849_890)


def test_a_line_of_credit_repaid_to_nothing_costs_nothing_until_it_is_drawn_again() -> None:
    line = a_history(method=Method.REVOLVING, term_months=12)
    whole = 3_600_000 + 30 * 600
    drawn = Draw(day(3, 31), day(3, 31), "pn_1", 600_000, ACCOUNT)
    loan = after(line, paid(whole, day(1, 31)), drawn).loan()
    # 100 fen a day from 03-31 on, and nothing for the two months before.
    assert loan.payoff_on(day(4, 10)) == Parts(interest_fen=1_000, principal_fen=600_000)
    assert loan.matures_on == date(2025, 1, 1)


def test_early_money_pays_what_is_late_first() -> None:
    """Ten days late on 02-11: 31 of compound interest, 18,600 due, then ten days of interest."""
    told = after(a_history(), paid(1_000_000, day(2, 11)))
    assert told.loan().received == Parts(
        compound_fen=31, interest_fen=18_600 + 6_000, principal_fen=1_000_000 - 24_631
    )
