"""PaymentsDay: the day end of the stations' payments in every county, as LoanDay does it for loans.

A partner whose file is not there keeps nobody waiting: the county is left, the run fails at its
end, an alarm rings, and the next run of the night goes on.
"""

from __future__ import annotations

from infra.workflows.county_by_county import county_by_county
from infra.workflows.side_by_side import State

JOB = "job_end_payments"
FUNCTION = "JobEndPayments"  # what the deployment puts the alias's ARN in for


def definition() -> State:
    """With `${Partition}` and `${JobEndPayments}` left open."""
    comment = "PaymentsDay: the day end of payments, county by county"
    return county_by_county(comment, FUNCTION, until_whole=False)
