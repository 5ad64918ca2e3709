"""The approval of loans: its state machine, with the functions that do its steps."""

from __future__ import annotations

from aws_cdk import CfnOutput
from constructs import Construct

from infra.blocks.approval_machine import ApprovalMachine
from infra.blocks.function import Layers, LiveFunction
from infra.blocks.stack import StageStack
from infra.functions import Trigger, those
from infra.ground import Ground


class LendingWorkflow(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "lending-workflow", ground.plan, "LoanApproval")
        layers = Layers(self, ground)
        steps = [LiveFunction(self, function, layers, ground) for function in those(Trigger.TASK)]
        approval = ApprovalMachine(self, ground)
        for step in steps:  # the machine knows the aliases by name only
            approval.machine.node.add_dependency(step.alias)
        CfnOutput(self, "ApprovalMachineArn", value=approval.machine.attr_arn)
