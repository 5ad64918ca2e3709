"""罚息 and 复利 through a loan's history: what an oracle reckons day by day, nothing dropped or
doubled by entries that come late, are taken back, or touch something else.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from nongxin.catalog.calendar import is_workday
from nongxin.lending.loans.entries import Diversion, Entry, Waiver
from nongxin.lending.loans.history import History
from nongxin.lending.reckoning.allocation import NOTHING, Parts
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.terms import Method
from tests.unit.lending.examples import a_loan
from tests.unit.lending.histories import LENT, PRINCIPAL, a_history, after, back, day, paid

BULLET = {"method": Method.BULLET, "term_months": 6}
MATURES = date(2024, 7, 1)  # 182 days: 109,200 of interest
INTEREST = 109_200


def test_replay_keeps_the_penalty() -> None:
    """frappe/lending#1150: 47,523.00 due on 05-05 and paid on 05-11 at 25 % of ACT/365."""
    loan = a_loan(date(2024, 4, 5), method=Method.BULLET, principal_fen=4_752_300, term_months=1,
                  rate_annual=Decimal("0.2"), penalty_uplift=Decimal("0.25"), compound=False,
                  day_count=DayCount.ACT_365)  # fmt: skip
    history, on = History(loan, (), 1), date(2024, 5, 11)
    assert history.loan().due_on(on).penalty_fen == 19_530
    told = after(history, paid(19_530, on))
    assert told.loan().received == Parts(penalty_fen=19_530)
    again = after(told, paid(1, date(2024, 5, 5), on), back(2, on))
    assert again.loan().received == told.loan().received
    assert again.loan().due_on(on) == told.loan().due_on(on)


def test_paid_on_the_working_day_after_a_holiday_it_is_in_time() -> None:
    """Due on 2026-10-01: the holiday ends on 10-07. A day later it is late since the due date."""
    loan = a_loan(date(2026, 4, 1), is_workday, principal_fen=PRINCIPAL, **BULLET)
    due = date(2026, 10, 1)
    assert loan.dues[0].row.payable_by == date(2026, 10, 8)
    owed = loan.due_on(due)
    assert loan.due_on(date(2026, 10, 8)) == owed
    assert loan.overdue_days(date(2026, 10, 8)) == 0
    late = loan.due_on(date(2026, 10, 9))
    # 900 a day on the principal; on 109,800 of interest 27.45.
    assert late - owed == Parts(penalty_fen=8 * 900, compound_fen=220)
    assert loan.overdue_days(date(2026, 10, 9)) == 8


def test_days_of_grace_end_on_a_working_day() -> None:
    """Three days from Friday 2026-06-05 are Monday the 8th; from the 4th a Sunday: Monday too."""
    for lent_on in (date(2025, 12, 4), date(2025, 12, 5)):
        loan = a_loan(lent_on, is_workday, grace_days=3, **BULLET)
        assert loan.dues[0].row.payable_by == date(2026, 6, 8)


def test_what_is_paid_within_grace_bears_nothing_and_what_is_not_bears_it_from_the_due_date() -> (
    None
):
    loan = a_history(grace_days=3, **BULLET)
    half = after(loan, paid(INTEREST + 1_600_000, day(7, 4)))
    # 2,000,000 at 9 % are 500 a day, since 07-01.
    assert half.loan().due_on(day(7, 11)) == Parts(penalty_fen=5_000, principal_fen=2_000_000)


@pytest.mark.parametrize("uplift", ["0.3", "0.4", "0.5"])
@pytest.mark.parametrize("diverted", ["0.5", "1.0"])
def test_late_and_diverted_the_heavier_applies_never_both(uplift: str, diverted: str) -> None:
    """银发〔2003〕251号: + 30 to 50 % late, + 50 to 100 % diverted. 600 a day at the plain rate."""
    rates = {"penalty_uplift": Decimal(uplift), "diverted_uplift": Decimal(diverted)}
    told = after(a_history(compound=False, **BULLET, **rates), Diversion(LENT, LENT, "st_1"))
    heavier = max(Decimal(uplift), Decimal(diverted))
    owed = told.loan().due_on(day(7, 11))
    assert owed.interest_fen == INTEREST * (1 + Decimal(diverted))
    assert owed.penalty_fen == 10 * 600 * (1 + heavier)


def test_compound_interest_within_term_is_at_the_contract_s_rate() -> None:
    """186.00 due on 02-01: 0.031 a day until maturity on 01-01, then with the principal at 9 %."""
    loan = a_history().loan()
    only_first = after(
        a_history(), *(paid(d.row.interest_fen, d.row.due_on) for d in loan.dues[1:])
    )
    assert loan.due_on(day(3, 1)).compound_fen == 90  # 29 days: 89.9
    assert only_first.base == loan


@pytest.mark.parametrize("seed", range(8))
def test_late_to_the_end_against_an_oracle(seed: int) -> None:
    """Random payments after maturity, told in any order, and taken back and told again."""
    dice = Random(seed)
    days = sorted(dice.sample(range(1, 200), 5))
    payments = [(MATURES + timedelta(days=n), dice.randrange(1, 900_000)) for n in days]
    today = MATURES + timedelta(days=220)
    owed, expected = Parts(interest_fen=INTEREST, principal_fen=PRINCIPAL), NOTHING
    before = MATURES
    for on, amount_fen in [*payments, (today, 0)]:
        owed = _later(owed, (on - before).days)
        got = _paid(owed, amount_fen, in_arrears=(on - MATURES).days >= 90)
        owed, expected, before = owed - got, expected + got, on
    entries: list[Entry] = [paid(fen, on, today) for on, fen in payments]
    dice.shuffle(entries)
    told = after(a_history(**BULLET), *entries)
    assert (told.loan().received, told.loan().due_on(today)) == (expected, owed)
    undone = after(told, back(2, today), entries[1])
    assert (undone.loan().received, undone.loan().due_on(today)) == (expected, owed)


def _later(owed: Parts, days: int) -> Parts:
    """9 % on principal and on interest, each rounded half up once for the stretch."""
    penalty, compound = (
        (2 * part * 9 * days + 36_000) // 72_000 for part in (owed.principal_fen, owed.interest_fen)
    )
    return owed + Parts(penalty_fen=penalty, compound_fen=compound)


def _paid(owed: Parts, amount_fen: int, *, in_arrears: bool) -> Parts:
    order = ["compound_fen", "penalty_fen", "interest_fen"]
    order = ["principal_fen", *order] if in_arrears else [*order, "principal_fen"]
    got = {}
    for name in order:
        got[name] = min(amount_fen, getattr(owed, name))
        amount_fen -= got[name]
    return Parts(**got)


def test_a_waiver_of_penalty_does_not_touch_what_comes_after() -> None:
    on = day(7, 11)
    told = after(
        a_history(compound=False, **BULLET), Waiver(on, on, "st_1", Parts(penalty_fen=9_000))
    )
    assert told.loan().due_on(on).penalty_fen == 0
    assert told.loan().due_on(day(7, 12)).penalty_fen == 900
