"""The machines of the night: LoanDay and PaymentsDay."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.county_machine import CountyMachine, Night
from infra.ground import Ground
from infra.workflows import loan_day, payments_day

# 21:30 and 23:00 in Shaanxi, when counters are closed; the second goes on with what is left.
_LOANS_UTC = (("13", "30"), ("15", "0"))
# 01:30, 04:30 and 08:30: after the day is over; the later ones meet the files that came late.
_PAYMENTS_UTC = (("17", "30"), ("20", "30"), ("0", "30"))


def loan_day_machine(scope: Construct, ground: Ground) -> CountyMachine:
    names = ground.names
    night = Night(
        name="loan-day",
        machine=names.loan_day_machine,
        machine_arn=names.loan_day_machine_arn,
        definition=loan_day.definition(),
        function=loan_day.FUNCTION,
        job=loan_day.JOB,
        starts_utc=_LOANS_UTC,
        left="Counties' loans were not closed: see the run, mend, start it again.",
    )
    return CountyMachine(scope, night, ground)


def payments_day_machine(scope: Construct, ground: Ground) -> CountyMachine:
    names = ground.names
    night = Night(
        name="payments-day",
        machine=names.payments_day_machine,
        machine_arn=names.payments_day_machine_arn,
        definition=payments_day.definition(),
        function=payments_day.FUNCTION,
        job=payments_day.JOB,
        starts_utc=_PAYMENTS_UTC,
        left="Counties' payments were not matched: a partner's file is missing, or a run failed.",
    )
    return CountyMachine(scope, night, ground)
