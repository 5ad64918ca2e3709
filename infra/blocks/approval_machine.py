"""The state machine LoanApproval and the alarms that show parked cases."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.state_machine import Machine, state_machine
from infra.functions import Trigger, those
from infra.ground import Ground
from infra.workflows.loan_approval import Waits, definition, placeholder


class ApprovalMachine(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "machine")
        stage, names = ground.stage, ground.names
        waits = Waits(stage.referral_wait_s, stage.offer_wait_s)
        steps = [function.folder for function in those(Trigger.TASK)]
        calls = {placeholder(folder): names.alias_arn(folder) for folder in steps}
        approval = Machine(names.approval_machine, definition(waits), calls)
        self.machine = state_machine(self, approval, ground)
        for alarm in _alarms(ground):
            ring(self, alarm, ground)


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
