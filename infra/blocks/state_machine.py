"""A state machine as we run them: own role, own log without data, traced where Lambda can be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.blocks.function import log_group
from infra.ground import Ground
from infra.nag import acknowledge, acknowledge_wildcards

_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)


@dataclass(frozen=True)
class Machine:
    """`calls` are aliases by the name that the definition leaves open for each; `may` is what the
    machine does besides calling them.
    """

    name: str
    definition: Mapping[str, Any]
    calls: Mapping[str, str]
    may: Sequence[iam.PolicyStatement] = ()

    @property
    def wildcards(self) -> list[str]:
        return [r for statement in self.may for r in statement.resources if "*" in r]


def state_machine(scope: Construct, machine: Machine, ground: Ground) -> sfn.CfnStateMachine:
    """The machine, with its role and log beside it in the scope."""
    part = sfn.CfnStateMachine
    made = part(
        scope,
        "machine",
        state_machine_name=machine.name,
        state_machine_type="STANDARD",
        role_arn=_role(scope, machine, ground).role_arn,
        definition_string=json.dumps(machine.definition, indent=1),
        definition_substitutions={**machine.calls, "Partition": Aws.PARTITION},
        logging_configuration=_logging(scope, machine.name, ground),
        tracing_configuration=part.TracingConfigurationProperty(enabled=True)
        if ground.stage.traced
        else None,
    )
    acknowledge(
        made,
        {
            "SF1": "Logged on AWS; the local cloud keeps the history only.",
            "SF2": "Traced where Lambda can be: AWS China has no X-Ray for Lambda.",
        },
    )
    return made


def _role(scope: Construct, machine: Machine, ground: Ground) -> iam.Role:
    actions, aliases = ["lambda:InvokeFunction"], list(machine.calls.values())
    statements = [iam.PolicyStatement(actions=actions, resources=aliases), *machine.may]
    if ground.stage.machine_logs:
        statements.append(iam.PolicyStatement(actions=[*_LOG_DELIVERY], resources=["*"]))
    if ground.stage.traced:
        traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        statements.append(iam.PolicyStatement(actions=traces, resources=["*"]))
    role = iam.Role(
        scope,
        "role",
        assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
        inline_policies={"own": iam.PolicyDocument(statements=statements)},
    )
    acknowledge_wildcards(role, ["*"], "Log delivery and X-Ray know no narrower resource.")
    acknowledge_wildcards(role, machine.wildcards, "Executions have no names before they run.")
    return role


def _logging(
    scope: Construct, name: str, ground: Ground
) -> sfn.CfnStateMachine.LoggingConfigurationProperty | None:
    """Every state's name and fate, never its data."""
    if not ground.stage.machine_logs:
        return None
    group = log_group(scope, "log", f"/aws/vendedlogs/states/{name}", ground.stage)
    part = sfn.CfnStateMachine
    to = part.CloudWatchLogsLogGroupProperty(log_group_arn=group.log_group_arn)
    return part.LoggingConfigurationProperty(
        level="ALL",
        include_execution_data=False,
        destinations=[part.LogDestinationProperty(cloud_watch_logs_log_group=to)],
    )
