"""A state machine that goes through the counties at night: its clock, and the alarm for counties
that it left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.blocks.alarm import ring
from infra.blocks.map_machine import left_alarm, own_children
from infra.blocks.state_machine import Machine, state_machine
from infra.ground import Ground


@dataclass(frozen=True)
class Night:
    """`name` is the construct's and the alarm's, `machine` the machine's; `function` is what its
    definition leaves open for the job's alias. `starts_utc`: hours and minutes.
    """

    name: str
    machine: str
    machine_arn: str
    definition: Mapping[str, Any]
    function: str
    job: str
    starts_utc: tuple[tuple[str, str], ...]
    left: str


class CountyMachine(Construct):
    def __init__(self, scope: Construct, night: Night, ground: Ground) -> None:
        super().__init__(scope, night.name)
        calls = {night.function: ground.names.alias_arn(night.job)}
        machine = Machine(
            night.machine,
            night.definition,
            calls,
            own_children(night.machine, night.machine_arn, "County"),
        )
        self.machine = state_machine(self, machine, ground)
        started = sfn.StateMachine.from_state_machine_arn(self, "started", night.machine_arn)
        clock = self._clock_role(night.machine_arn)
        for hour, minute in night.starts_utc:
            when = events.Schedule.cron(hour=hour, minute=minute)
            target = targets.SfnStateMachine(started, role=clock.without_policy_updates())
            events.Rule(self, f"at-{hour}", schedule=when, targets=[target])
        ring(self, left_alarm(night.name, night.machine_arn, night.left), ground)

    def _clock_role(self, machine_arn: str) -> iam.Role:
        may = iam.PolicyStatement(actions=["states:StartExecution"], resources=[machine_arn])
        return iam.Role(
            self,
            "clock",
            assumed_by=iam.ServicePrincipal("events.amazonaws.com"),
            inline_policies={"own": iam.PolicyDocument(statements=[may])},
        )
