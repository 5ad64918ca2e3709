"""Warnings (预警): what our own books tell, what staff report, and what follows of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from nongxin.kernel.commands import CommandKey, fingerprint, perform
from nongxin.kernel.errors import Missing
from nongxin.ledger.store import JournalRecord
from nongxin.lending.aftercare.own_signals import Inflow, flow_facts, line_use
from nongxin.lending.aftercare.report_fact import FactNotReported, ReportFact, report_fact
from nongxin.lending.loans import changes
from nongxin.lending.loans.draw_loan import DrawLoan, LineFrozen, draw_loan
from nongxin.lending.reckoning.terms import Method
from tests.builders.lending import COUNTY, a_person, an_officer
from tests.builders.loan_days import LoanDays
from tests.unit.lending.examples import a_loan

LENT = date(2026, 11, 25)


def line(on: date, fen: int, text: str = "CASH") -> Inflow:
    return Inflow(text, on, fen)


def test_inflow_of_thirty_days_against_the_thirty_before() -> None:
    day = date(2026, 12, 31)
    lines = [
        line(day, 40_000),
        line(day - timedelta(days=30), 100_000),
        line(day - timedelta(days=59), 100_000),
        line(day, 900_000, "LOAN_DISBURSED"),
    ]
    assert flow_facts(lines, day) == {"inflow_drop": Decimal(80)}
    assert flow_facts(lines[:1], day) == {}
    assert flow_facts([*lines, line(day, 500_000)], day) == {"inflow_drop": Decimal(0)}


def test_how_far_a_line_is_used() -> None:
    loan = a_loan(LENT, method=Method.REVOLVING)
    assert line_use(loan) == {"util": Decimal(100)}
    half = loan.take(loan.terms.principal_fen // 2, LENT).loan
    assert line_use(half) == {"util": Decimal(50)}
    assert line_use(a_loan(LENT)) == {}
    assert line_use(changes.charge_off(loan, LENT)) == {}


def test_a_line_nearly_used_up_is_told_once_and_again_after_it_was_not() -> None:
    days = LoanDays()
    days.lend(1_000_000, "revolving", 12)
    for _ in range(3):
        night(days)
    assert warned(days) == ["WRN015"]
    days.world.repay(200_000, "some")
    night(days)
    assert days.care(days.loan_ids[0]).signals == {}
    draw(days, 190_000)
    night(days)
    assert warned(days) == ["WRN015", "WRN015"]


def test_what_staff_report_stands_until_it_is_reported_otherwise() -> None:
    days = LoanDays()
    loan_id = days.lend(1_000_000, "revolving", 12, "ESD")
    days.world.repay(600_000, "some")
    with pytest.raises(Missing):
        report(days, "station_off", True)
    night(days)
    report(days, "station_off", True)
    report(days, "station_off", True)
    night(days)
    assert warned(days) == ["WRN017"]
    assert days.care(loan_id).is_frozen
    with pytest.raises(LineFrozen):
        draw(days, 1_000)
    report(days, "station_off", False)
    draw(days, 1_000)
    assert days.loan(loan_id).claim_fen == 401_000


@pytest.mark.parametrize(
    ("fact", "raw"), [("age", 30), ("bal_short", True), ("station_drop", "much"), ("new_case", -1)]
)
def test_what_no_rule_asks_for_is_refused(fact: str, raw: Any) -> None:
    days = LoanDays()
    days.lend(1_000_000, "revolving", 12, "ESD")
    night(days)
    with pytest.raises(FactNotReported):
        report(days, fact, raw)


def test_a_foreign_county_reports_nothing() -> None:
    days = LoanDays()
    days.lend()
    night(days)
    with pytest.raises(Missing):
        command = ReportFact(days.loan_ids[0], "new_case", 1)
        report_fact(command, an_officer(5, county="610425"), days.cares, days.world.calendar)


def report(days: LoanDays, fact: str, raw: Any) -> None:
    command = ReportFact(days.loan_ids[0], fact, raw)
    outcome = report_fact(command, an_officer(), days.cares, days.world.calendar)
    days.storage.commit(*outcome.writes)


def draw(days: LoanDays, fen: int) -> None:
    command, name = DrawLoan(days.loan_ids[0], fen), f"draw {days.today} {fen}"
    named = CommandKey("test.draw", "pn_1", COUNTY, name, fingerprint(name))
    act = partial(draw_loan, command, a_person(), named, days.world.servicing, days.cares)
    perform(act, named, JournalRecord, days.storage)


def night(days: LoanDays) -> None:
    days.go_to(days.today + timedelta(days=1))
    days.close_all()


def warned(days: LoanDays) -> list[str]:
    return [e.data["rule"] for e in days.storage.published("LoanWarned")]
