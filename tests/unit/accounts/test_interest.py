"""积数计息 against a naive oracle: every day's balance by value date, in exact rationals."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from nongxin.accounts.interest.interest import Accrual, Settled, accrue, half_up
from nongxin.catalog.deposits import InterestRule, interest_rules
from nongxin.catalog.rates import base_rate
from nongxin.ledger.kinds import Side
from nongxin.ledger.line import Line

DEMAND = interest_rules()["demand_deposit"]
BY_PARTS = interest_rules()["station_float"]
HALF_YEARS = interest_rules()["overdraft_deposit"]
OPENED = date(2024, 1, 8)
DAY = timedelta(days=1)


def a_line(seq: int, value_date: date, fen: int, booked: date | None = None) -> Line:
    side = Side.CREDIT if fen > 0 else Side.DEBIT
    return Line(
        account="ac", county="610722", entity="2758", kind="demand_deposit", seq=seq,
        side=side.value, amount_fen=abs(fen), journal="j", text="T",
        value_date=value_date.isoformat(), booking_date=(booked or value_date).isoformat(), at="",
    )  # fmt: skip


def settled_by(lines: list[Line], until: date, rule: InterestRule, before: Settled) -> Accrual:
    booked = [line for line in lines if line.booking_date > before.until.isoformat()]
    return accrue(before, booked, Side.CREDIT, until, rule)


def earned(lines: list[Line], first: date, until: date, rule: InterestRule) -> Fraction:
    """The oracle: day by day, no sums kept."""
    total, day = Fraction(0), first
    while day <= until:
        balance = sum(x.signed_fen(Side.CREDIT) for x in lines if x.value_date <= day.isoformat())
        rate_day = day if rule.by_each_day else rule.settlement_from(day)
        if rate_day > until and not rule.by_each_day:
            rate_day = until + DAY
        rate = base_rate("LISTED_DEPOSIT", "DEMAND", rate_day).rate_annual
        total += balance * Fraction(rate) / 360
        day += DAY
    return total


def test_settlement_days_are_parameters() -> None:
    assert DEMAND.settlement_from(date(2026, 11, 25)) == date(2026, 12, 20)
    assert DEMAND.settlement_from(date(2026, 12, 20)) == date(2026, 12, 20)
    assert DEMAND.settlement_from(date(2026, 12, 21)) == date(2027, 3, 20)
    assert DEMAND.settlement_before(date(2026, 12, 20)) == date(2026, 9, 20)
    assert DEMAND.settlement_before(date(2027, 1, 1)) == date(2026, 12, 20)
    assert HALF_YEARS.settlement_from(date(2026, 7, 1)) == date(2026, 12, 20)


def test_an_amount_that_can_be_checked_by_hand() -> None:
    """10,000 yuan from 21 September to 20 December 2025 at 0.05 %: 91 days, 1.2639 yuan."""
    lines = [a_line(1, date(2025, 9, 21), 1_000_000)]
    told = settled_by(lines, date(2025, 12, 20), DEMAND, Settled("ac", date(2025, 9, 20)))
    assert told.fen_days == 91_000_000
    assert told.exact_fen == Fraction(91_000_000 * 5, 10_000 * 360)
    assert told.interest_fen == 126


@pytest.mark.parametrize(
    ("exact", "whole"), [("1/2", 1), ("49/100", 0), ("3/2", 2), ("-1/2", -1), ("-49/100", 0)]
)
def test_half_a_fen_goes_up(exact: str, whole: int) -> None:
    assert half_up(Fraction(exact)) == whole


def test_a_rate_that_changes_counts_whole_or_by_parts() -> None:
    """The list of 20 May 2025 halved the demand rate within the quarter that ends on 20 June."""
    lines = [a_line(1, date(2025, 3, 21), 100_000_000)]
    before = Settled("ac", date(2025, 3, 20))
    whole = settled_by(lines, date(2025, 6, 20), DEMAND, before)
    parts = settled_by(lines, date(2025, 6, 20), BY_PARTS, before)
    assert whole.exact_fen == Fraction(100_000_000 * 92 * 5, 10_000 * 360)
    assert parts.exact_fen == Fraction(100_000_000 * (60 * 10 + 32 * 5), 10_000 * 360)


def test_a_closing_within_a_quarter_has_the_rate_of_its_day() -> None:
    lines = [a_line(1, date(2025, 3, 21), 100_000_000)]
    told = settled_by(lines, date(2025, 5, 18), DEMAND, Settled("ac", date(2025, 3, 20)))
    assert told.exact_fen == Fraction(100_000_000 * 59 * 10, 10_000 * 360)


@pytest.mark.parametrize("rule", [DEMAND, BY_PARTS], ids=["settlement", "each_day"])
@pytest.mark.parametrize("seed", range(20))
def test_any_history_earns_what_the_oracle_says(rule: InterestRule, seed: int) -> None:
    """Two years of lines, some backdated across settlements, settled quarter by quarter: what was
    paid in all differs from the exact interest of all days by rounding only (half a fen a quarter).
    """
    random, lines = Random(seed), []
    for seq in range(1, 40):
        booked = OPENED + timedelta(days=seq * 17 + random.randrange(17))
        back = timedelta(days=random.choice([0, 0, 0, 1, 30, 120]))
        value = max(booked - back, OPENED)
        lines.append(a_line(seq, value, random.randrange(-9_000, 2_000_000), booked))
    state, paid, runs = Settled("ac", OPENED - DAY), Fraction(0), 0
    until = rule.settlement_from(OPENED)
    while until < date(2026, 1, 1):
        known = [x for x in lines if x.booking_date <= (until + 3 * DAY).isoformat()]
        told = settled_by(known, until, rule, state)
        paid, state, runs = paid + told.interest_fen, told.after, runs + 1
        until = rule.settlement_from(until + DAY)
    in_it = [x for x in lines if x.seq <= state.seq and x.value_date <= state.until.isoformat()]
    exact = earned(in_it, OPENED, state.until, rule)
    assert state.balance_fen == sum(x.signed_fen(Side.CREDIT) for x in in_it)
    assert abs(paid + state.carried_fen - exact) <= Fraction(runs, 2)


def test_a_correction_across_two_settlements_earns_from_its_value_date() -> None:
    lines = [a_line(1, date(2025, 1, 10), 10_000_000)]
    first = settled_by(lines, date(2025, 3, 20), DEMAND, Settled("ac", date(2025, 1, 9)))
    lines.append(a_line(2, date(2025, 2, 1), 5_000_000, booked=date(2025, 4, 2)))
    second = settled_by(lines, date(2025, 6, 20), DEMAND, first.after)
    expected = earned(lines, date(2025, 1, 10), date(2025, 6, 20), DEMAND)
    assert first.exact_fen + second.exact_fen == expected
    assert second.after.balance_fen == 15_000_000


def test_what_a_correction_takes_beyond_the_interest_is_carried() -> None:
    lines = [a_line(1, date(2025, 1, 10), 100_000_000)]
    first = settled_by(lines, date(2025, 3, 20), DEMAND, Settled("ac", date(2025, 1, 9)))
    lines.append(a_line(2, date(2025, 1, 10), -100_000_000, booked=date(2025, 3, 25)))
    second = settled_by(lines, date(2025, 6, 20), DEMAND, first.after)
    assert second.interest_fen == 0
    assert second.after.carried_fen == -first.interest_fen
    lines.append(a_line(3, date(2025, 7, 1), 300_000_000))
    third = settled_by(lines, date(2025, 9, 20), DEMAND, second.after)
    gained = Fraction(300_000_000 * 82 * 5, 10_000 * 360)
    assert third.interest_fen == half_up(gained - first.interest_fen)
