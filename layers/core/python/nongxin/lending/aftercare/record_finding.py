"""Record (or clear) what officers found about a loan: it bounds the class from the next close."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.lending.aftercare.care_store import DynamoCares


@value
class RecordFinding:
    loan_id: str
    finding: str
    holds: bool


def record_finding(
    command: RecordFinding, by: Principal, cares: DynamoCares, calendar: BusinessCalendar
) -> Outcome:
    """Raises Missing (foreign county; before the first close), FindingUnknown."""
    if not by.serves(county_of(command.loan_id, "ln")):
        raise Missing()
    care = cares.get(command.loan_id)
    if care is None:
        raise Missing()
    today = calendar.business_date(care.borrowing.entity)
    name = command.finding
    after = care.found(name, today) if command.holds else care.cleared(name)
    answer = {"loan_id": command.loan_id, "findings": sorted(after.findings)}
    return Outcome(answer, [cares.save(after, "[]")])
