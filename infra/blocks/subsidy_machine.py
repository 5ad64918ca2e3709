"""The state machine SubsidyPayout, and the alarm for runs that left batches."""

from __future__ import annotations

from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.state_machine import Machine, state_machine
from infra.ground import Ground
from infra.names import arn
from infra.workflows.subsidy_payout import FUNCTION, JOB, definition


class SubsidyMachine(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "subsidy-payout")
        names = ground.names
        calls = {FUNCTION: names.alias_arn(JOB)}
        machine = Machine(names.subsidy_machine, definition(), calls, _own_children(ground))
        self.machine = state_machine(self, machine, ground)
        ring(self, _left(ground), ground)


def _own_children(ground: Ground) -> list[iam.PolicyStatement]:
    """A Distributed Map runs every batch as an execution of its own."""
    machine = ground.names.subsidy_machine
    return [
        iam.PolicyStatement(
            actions=["states:StartExecution"], resources=[ground.names.subsidy_machine_arn]
        ),
        iam.PolicyStatement(
            actions=["states:DescribeExecution", "states:StopExecution"],
            resources=[arn("states", f"execution:{machine}/Batch:*")],
        ),
    ]


def _left(ground: Ground) -> Alarm:
    return Alarm(
        "subsidies-left",
        "AWS/States",
        "ExecutionsFailed",
        {"StateMachineArn": ground.names.subsidy_machine_arn},
        "Lines of a payout file are left: see the run, mend; the next run goes on.",
    )
