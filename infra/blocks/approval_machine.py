"""The state machine LoanApproval with its role, its log and the alarms that show parked cases."""

from __future__ import annotations

import json

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.function import log_group
from infra.functions import Trigger, those
from infra.ground import Ground
from infra.nag import acknowledge, acknowledge_wildcards
from infra.workflows.loan_approval import Waits, definition, placeholder

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


class ApprovalMachine(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "machine")
        self._ground = ground
        stage = ground.stage
        folders = [f.folder for f in those(Trigger.TASK)]
        self.aliases = {folder: ground.names.alias_arn(folder) for folder in folders}
        self.machine = sfn.CfnStateMachine(
            self,
            "machine",
            state_machine_name=ground.names.approval_machine,
            state_machine_type="STANDARD",
            role_arn=self._role().role_arn,
            definition_string=json.dumps(
                definition(Waits(stage.referral_wait_s, stage.offer_wait_s)), indent=1
            ),
            definition_substitutions=self._substitutions(),
            logging_configuration=self._logging(),
            tracing_configuration=sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True)
            if stage.traced
            else None,
        )
        _acknowledge(self.machine)
        for alarm in _alarms(ground):
            ring(self, alarm, ground)

    def _substitutions(self) -> dict[str, str]:
        named = {placeholder(folder): alias for folder, alias in self.aliases.items()}
        return named | {"Partition": Aws.PARTITION}

    def _role(self) -> iam.Role:
        invoke = iam.PolicyStatement(
            actions=["lambda:InvokeFunction"], resources=list(self.aliases.values())
        )
        statements = [invoke]
        stage = self._ground.stage
        if stage.machine_logs:
            statements.append(iam.PolicyStatement(actions=[*_LOG_DELIVERY], resources=["*"]))
        if stage.traced:
            traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
            statements.append(iam.PolicyStatement(actions=traces, resources=["*"]))
        role = iam.Role(
            self,
            "role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            inline_policies={"own": iam.PolicyDocument(statements=statements)},
        )
        acknowledge_wildcards(role, ["*"], "Log delivery and X-Ray know no narrower resource.")
        return role

    def _logging(self) -> sfn.CfnStateMachine.LoggingConfigurationProperty | None:
        """Every state's name and fate, never its data."""
        stage = self._ground.stage
        if not stage.machine_logs:
            return None
        name = f"/aws/vendedlogs/states/{self._ground.names.approval_machine}"
        group = log_group(self, "log", name, stage)
        part = sfn.CfnStateMachine
        to = part.CloudWatchLogsLogGroupProperty(log_group_arn=group.log_group_arn)
        return part.LoggingConfigurationProperty(
            level="ALL",
            include_execution_data=False,
            destinations=[part.LogDestinationProperty(cloud_watch_logs_log_group=to)],
        )


def _acknowledge(machine: sfn.CfnStateMachine) -> None:
    acknowledge(
        machine,
        {
            "SF1": "Logged on AWS; the local cloud keeps the history only.",
            "SF2": "Traced where Lambda can be: AWS China has no X-Ray for Lambda.",
        },
    )


def _alarms(ground: Ground) -> list[Alarm]:
    machine = {"StateMachineArn": ground.names.approval_machine_arn}
    of_states = "AWS/States"
    return [
        Alarm(
            "approval-parked",
            of_states,
            "ExecutionsFailed",
            machine,
            "An application was parked: see the execution's `error`, mend, start the next attempt.",
        ),
        Alarm(
            "approval-throttled",
            of_states,
            "ExecutionThrottled",
            machine,
            "Step Functions throttles the approvals: ask for a higher quota.",
            period_s=300,
        ),
    ]
