"""Ask for what was found about a loan (风险情形) to be put on record, or taken off it again."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.care_store import DynamoCares


@value
class AskFinding:
    loan_id: str
    finding: str
    holds: bool


def ask_finding(
    command: AskFinding, by: Principal, cares: DynamoCares, calendar: BusinessCalendar
) -> Outcome:
    """Nothing counts before somebody else says yes. Raises Missing (foreign county; before the
    first close), FindingUnknown.
    """
    care = care_in_reach(command.loan_id, by, cares)
    today = calendar.business_date(care.borrowing.entity)
    after = care.asked(command.finding, by.id, today, holds=command.holds)
    return Outcome(finding_answer(after), [cares.save(after, "[]")])


def care_in_reach(loan_id: str, by: Principal, cares: DynamoCares) -> Care:
    """Raises Missing."""
    if not by.serves(county_of(loan_id, "ln")):
        raise Missing()
    care = cares.get(loan_id)
    if care is None:
        raise Missing()
    return care


def finding_answer(care: Care) -> dict[str, object]:
    """What holds, and what waits for a second person."""
    return {
        "loan_id": care.borrowing.loan_id,
        "findings": sorted(care.findings),
        "asked": sorted(care.waiting),
    }
