"""What a machine with a Distributed Map may do besides, and the alarm for a run that left some."""

from __future__ import annotations

from aws_cdk import aws_iam as iam

from infra.blocks.alarm import Alarm
from infra.names import arn


def own_children(machine: str, machine_arn: str, label: str) -> list[iam.PolicyStatement]:
    """The map runs every item as an execution of its own, named by the map's label."""
    return [
        iam.PolicyStatement(actions=["states:StartExecution"], resources=[machine_arn]),
        iam.PolicyStatement(
            actions=["states:DescribeExecution", "states:StopExecution"],
            resources=[arn("states", f"execution:{machine}/{label}:*")],
        ),
    ]


def left_alarm(name: str, machine_arn: str, told: str) -> Alarm:
    about = {"StateMachineArn": machine_arn}
    return Alarm(f"{name}-left", "AWS/States", "ExecutionsFailed", about, told)
