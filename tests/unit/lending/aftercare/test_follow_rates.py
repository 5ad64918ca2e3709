"""Rates that change on their day by the day close: what floats, and what staff decided ahead."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nongxin.catalog.interest import RateReset
from nongxin.catalog.rates import BaseRate
from nongxin.lending.adjustments.adjustment import Kind
from nongxin.lending.adjustments.adjustment_rules import LoanMatured
from nongxin.lending.loans.entries import RateChange
from nongxin.lending.reckoning import floating
from tests.builders.lending import BORROWER
from tests.builders.loan_days import LoanDays
from tests.builders.servicing import ServicedLoan

LENT = date(2026, 11, 25)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def floats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every product follows LPR on 1 January; it falls to 2.90 % on 2026-12-21."""

    def published(series: str, tenor: str, on: date) -> BaseRate:
        falls = date(2026, 12, 21)
        return BaseRate(series, tenor, falls, Decimal("0.029" if on >= falls else "0.030"))

    monkeypatch.setattr(floating, "rate_reset", lambda *_: RateReset("january", "LPR", "1Y"))
    monkeypatch.setattr(floating, "base_rate", published)


@pytest.mark.usefixtures("floats")
def test_a_floating_loan_follows_its_base_on_the_day_once() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)  # at 5.60 %: 2.60 over the base
    for day in (date(2026, 12, 31), NEW_YEAR, NEW_YEAR + timedelta(days=1)):
        days.go_to(day)
        days.close_all()
        days.close_all()
    (told,) = days.storage.published("LoanRepriced")
    assert told.data["rate_annual"] == "0.0550"
    assert (told.data["on"], told.data["borrower_id"]) == ("2027-01-01", BORROWER)
    # From 12-25: seven days at 5.60 and one at 5.50 yuan.
    earned_fen = days.care(loan_id).figures.interest_fen - 30 * 560
    assert earned_fen == 7 * 560 + 550


@pytest.mark.usefixtures("floats")
def test_a_day_that_nobody_closed_is_made_up_for() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    days.go_to(NEW_YEAR + timedelta(days=5))
    days.close_all()
    entries = days.world.loans.history(loan_id).entries
    made = [(e.on, e.booked_on) for e in entries if isinstance(e, RateChange)]
    assert made == [(NEW_YEAR, days.today)]


@pytest.mark.usefixtures("floats")
def test_a_loan_that_is_paid_off_follows_nothing() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    days.leave(4_000_000)
    days.world.repay(days.loan(loan_id).payoff_on(days.today).total_fen, "all")
    days.go_to(NEW_YEAR)
    days.close_all()
    assert days.storage.published("LoanRepriced") == []


def test_a_rate_decided_ahead_waits_for_its_day() -> None:
    days = LoanDays()
    loan_id = days.lend(3_600_000)
    loans = days.world.loans
    for rate in ("0.05", "0.045"):  # the later decision for the same day counts
        history = loans.history(loan_id)
        change = RateChange(NEW_YEAR, days.today, f"lj_{rate}", Decimal(rate))
        days.storage.commit(loans.wait(history, history.waiting(change)))
    for ahead in (36, 37, 38):
        days.go_to(LENT + timedelta(days=ahead))
        days.close_all()
        days.close_all()
    history = loans.history(loan_id)
    made = [e for e in history.entries if isinstance(e, RateChange)]
    assert [(e.on, e.booked_on, e.by) for e in made] == [(NEW_YEAR, NEW_YEAR, "lj_0.045")]
    assert history.ahead == ()
    assert days.loan(loan_id).rates.rate_on(days.today, Decimal(0)) == Decimal("0.045")


def test_a_rate_of_a_day_to_come_is_decided_on_and_waits() -> None:
    world = ServicedLoan()
    told = world.adjust(Kind.RATE, on=LENT + timedelta(days=40), rate_annual=Decimal("0.048"))
    assert (told.answer["state"], len(world.history.entries)) == ("scheduled", 0)
    (ahead,) = world.history.ahead
    assert (ahead.on, ahead.rate_annual) == (LENT + timedelta(days=40), Decimal("0.048"))
    world.pay("early", 100_000)
    assert world.history.ahead == (ahead,)
    with pytest.raises(LoanMatured):
        world.adjust(Kind.RATE, on=LENT + timedelta(days=900), rate_annual=Decimal("0.048"))
