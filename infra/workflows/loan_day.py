"""LoanDay: the day close of loans in every county, each called until its day is whole."""

from __future__ import annotations

from infra.workflows.county_by_county import county_by_county
from infra.workflows.side_by_side import State

JOB = "job_close_loans"
FUNCTION = "JobCloseLoans"  # what the deployment puts the alias's ARN in for


def definition() -> State:
    """The machine in Amazon States Language, with `${Partition}` and `${JobCloseLoans}` left
    open.
    """
    return county_by_county("LoanDay: the day close of loans, county by county", FUNCTION)
