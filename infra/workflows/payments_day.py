"""PaymentsDay: the day end of the stations' payments in every county, as LoanDay does it for loans.

A partner whose file is not there keeps nobody waiting: the county is left, the run fails at its
end, an alarm rings, and the next run of the night goes on.
"""

from __future__ import annotations

from infra.workflows.loan_day import State, county_by_county

JOB = "job_end_payments"
FUNCTION = "JobEndPayments"  # what the deployment puts the alias's ARN in for


def definition() -> State:
    """With `${Partition}` and `${JobEndPayments}` left open."""
    comment = "PaymentsDay: the day end of payments, county by county"
    return county_by_county(comment, FUNCTION, until_whole=False)
