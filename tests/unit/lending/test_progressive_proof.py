"""Proofs over random loans: an exact oracle, twins, replay, and quotes on every day of a life."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from nongxin.kernel.money import Rounding
from nongxin.lending.progressive.lines import PARTS
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.due_dates import MONTHLY, Grid
from nongxin.lending.reckoning.schedule import Schedule, schedule_of
from nongxin.lending.reckoning.terms import LoanTerms, Method
from tests.unit.lending.loans import Told, a_product, a_told_loan

LOANS = 10_000
METHODS = (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_MONTHLY)


def test_ten_thousand_random_loans_agree_with_exact_fractions() -> None:
    dice = random.Random(5)
    for _ in range(LOANS):
        terms = LoanTerms(
            principal_fen=dice.randrange(100_000, 30_000_000),
            rate_annual=Decimal(dice.randrange(0, 2_400)) / 10_000,
            method=dice.choice(METHODS),
            instalments=dice.randrange(1, 13),
            every=MONTHLY,
            day_count=dice.choice((DayCount.ACT_360, DayCount.ACT_365)),
        )
        lent_on = date(2024, 1, 1) + timedelta(days=dice.randrange(700))
        plan = schedule_of(terms, lent_on)
        assert [(r.principal_fen, r.interest_fen) for r in plan.rows] == _oracle(terms, lent_on)
        assert sum(r.principal_fen for r in plan.rows) == terms.principal_fen
        assert plan.rows[-1].balance_fen == 0


def _oracle(terms: LoanTerms, lent_on: date) -> list[tuple[int, int]]:
    """The same from first principles, in whole numbers over one denominator for all periods."""
    count, year = terms.instalments, 360 if terms.day_count is DayCount.ACT_360 else 365
    rate, over = int(terms.rate_annual * 10_000), 10_000 * year
    bears = [rate * days for days in _days(lent_on, count)]
    value, growth, scale = 0, 1, 1
    for each in bears:
        # What was paid before grows by the period; this period's payment joins it.
        scale *= over
        value, growth = value * (over + each) + scale, growth * (over + each)
    level = _half_up(terms.principal_fen * growth, value)
    part = _half_up(terms.principal_fen, count)
    left, rows = terms.principal_fen, []
    for nr, each in enumerate(bears, start=1):
        interest = _half_up(left * each, over)
        principal = {
            Method.EQUAL_INSTALMENT: level - interest, Method.EQUAL_PRINCIPAL: part,
        }.get(terms.method, 0)  # fmt: skip
        principal = left if nr == count else min(principal, left)
        rows.append((principal, interest))
        left -= principal
    return rows


@cache
def _days(lent_on: date, count: int) -> list[int]:
    grid = Grid(lent_on, MONTHLY)
    return [(grid.at(nr + 1) - grid.at(nr)).days for nr in range(count)]


def _half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


@pytest.mark.parametrize("seed", range(12))
def test_twins_end_equal_in_whatever_order_they_were_told(seed: int) -> None:
    dice = random.Random(seed)
    loan = a_told_loan(lent=100_000)
    paid = [(date(2024, 1, 2) + timedelta(days=dice.randrange(150)), dice.randrange(1, 9_000))
            for _ in range(5)]  # fmt: skip
    today, twins = date(2024, 6, 10), []
    for order in (sorted(paid), sorted(paid, key=lambda p: p[1])):
        twin = loan
        for on, amount in order:
            twin = twin.pay(amount, on, today)
        twins.append(_figures(twin, today))
    assert twins[0] == twins[1]


@pytest.mark.parametrize("seed", range(6))
def test_replay_of_an_unchanged_history_changes_nothing(seed: int) -> None:
    loan = _random_life(random.Random(seed))
    day = date(2024, 6, 20)
    assert _figures(loan, day) == _figures(loan, day)
    nr = len(loan.entries) + 1
    undone = loan.pay(500, day).reverse(nr, day)
    assert _figures(undone, day) == _figures(loan, day)


def test_what_was_known_stays_known() -> None:
    loan, then = a_told_loan(lent=100_000), date(2024, 3, 5)
    before = _figures(loan, then)
    later = loan.pay(17_010, date(2024, 2, 1), date(2024, 3, 10))
    known = later.state(then, known_on=then)
    assert [x.paid_total for x in known.lines] == [0] * 6
    assert _figures(loan, then) == before
    assert later.state(then).lines[0].paid_total > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_quote_closes_the_loan_on_every_day_of_its_life(seed: int) -> None:
    loan = _random_life(random.Random(seed))
    for ahead in range(seed, 200, 6):
        day = loan.lent_on + timedelta(days=ahead)
        if loan.state(day).owed:
            settled = Told(
                loan.product, loan.lent_on, loan.dues,
                tuple(e for e in loan.entries if e.on <= day),
            ).pay(loan.payoff(day), day)  # fmt: skip
            state = settled.state(day)
            assert (state.owed, state.overpaid) == (0, 0), day
            assert sum(x.paid["principal"] for x in state.lines) == 100_000


def _random_life(dice: random.Random) -> Told:
    loan = a_told_loan(a_product("0.12", 6, rounding=Rounding.HALF_EVEN), 100_000)
    for on in sorted(date(2024, 1, 5) + timedelta(days=dice.randrange(120)) for _ in range(3)):
        loan = loan.pay(dice.randrange(1_000, 20_000), on)
    return loan


def _figures(loan: Told, day: date) -> list[object]:
    state = loan.state(day)
    return [state.overpaid] + [
        (x.due, *(x.charged[p] for p in PARTS), *(x.paid[p] for p in PARTS)) for x in state.lines
    ]


def test_the_plan_knows_its_interest() -> None:
    terms = LoanTerms(
        1_000_000, Decimal("0.06"), Method.EQUAL_INSTALMENT, instalments=3, every=MONTHLY
    )
    plan: Schedule = schedule_of(terms, date(2024, 1, 1))
    assert plan.interest_fen == sum(r.interest_fen for r in plan.rows) > 0
