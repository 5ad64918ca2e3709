"""The state machine LoanDay, the clock that starts it, and the alarm for counties left open."""

from __future__ import annotations

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.state_machine import Machine, state_machine
from infra.ground import Ground
from infra.names import arn
from infra.workflows.loan_day import FUNCTION, JOB, definition

# 21:30 and 23:00 in Shaanxi, when counters are closed; the second goes on with what is left.
_STARTS_UTC = (("13", "30"), ("15", "0"))


class LoanDayMachine(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "loan-day")
        names = ground.names
        calls = {FUNCTION: names.alias_arn(JOB)}
        machine = Machine(names.loan_day_machine, definition(), calls, _own_children(ground))
        self.machine = state_machine(self, machine, ground)
        started = sfn.StateMachine.from_state_machine_arn(
            self, "started", names.loan_day_machine_arn
        )
        clock = self._clock_role(names.loan_day_machine_arn)
        for hour, minute in _STARTS_UTC:
            when = events.Schedule.cron(hour=hour, minute=minute)
            target = targets.SfnStateMachine(started, role=clock.without_policy_updates())
            events.Rule(self, f"at-{hour}", schedule=when, targets=[target])
        ring(self, _left(ground), ground)

    def _clock_role(self, machine_arn: str) -> iam.Role:
        may = iam.PolicyStatement(actions=["states:StartExecution"], resources=[machine_arn])
        return iam.Role(
            self,
            "clock",
            assumed_by=iam.ServicePrincipal("events.amazonaws.com"),
            inline_policies={"own": iam.PolicyDocument(statements=[may])},
        )


def _own_children(ground: Ground) -> list[iam.PolicyStatement]:
    """A Distributed Map runs every county as an execution of its own."""
    machine = ground.names.loan_day_machine
    return [
        iam.PolicyStatement(
            actions=["states:StartExecution"], resources=[ground.names.loan_day_machine_arn]
        ),
        iam.PolicyStatement(
            actions=["states:DescribeExecution", "states:StopExecution"],
            resources=[arn("states", f"execution:{machine}/County:*")],
        ),
    ]


def _left(ground: Ground) -> Alarm:
    return Alarm(
        "loan-day-left",
        "AWS/States",
        "ExecutionsFailed",
        {"StateMachineArn": ground.names.loan_day_machine_arn},
        "Counties' loans were not closed: see the run, mend, start it again.",
    )
