"""Decide on what somebody else found about a loan: it bounds the class from the next close."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.aftercare.ask_finding import care_in_reach, finding_answer
from nongxin.lending.aftercare.care_store import DynamoCares


@value
class DecideFinding:
    loan_id: str
    finding: str
    approves: bool


def decide_finding(
    command: DecideFinding, by: Principal, cares: DynamoCares, calendar: BusinessCalendar
) -> Outcome:
    """Raises Missing (foreign county), FindingNotAsked, FindingFourEyes."""
    care = care_in_reach(command.loan_id, by, cares)
    today = calendar.business_date(care.borrowing.entity)
    after = care.decided(command.finding, by.id, today, approves=command.approves)
    return Outcome(finding_answer(after), [cares.save(after, "[]")])
