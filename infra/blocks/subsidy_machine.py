"""The state machine SubsidyPayout, and the alarm for runs that left batches."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.alarm import ring
from infra.blocks.map_machine import left_alarm, own_children
from infra.blocks.state_machine import Machine, state_machine
from infra.ground import Ground
from infra.workflows.subsidy_payout import FUNCTION, JOB, definition

_LEFT = "Lines of a payout file are left: see the run, mend; the next run goes on."


class SubsidyMachine(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "subsidy-payout")
        name, machine_arn = ground.names.subsidy_machine, ground.names.subsidy_machine_arn
        calls = {FUNCTION: ground.names.alias_arn(JOB)}
        machine = Machine(name, definition(), calls, own_children(name, machine_arn, "Batch"))
        self.machine = state_machine(self, machine, ground)
        ring(self, left_alarm("subsidies", machine_arn, _LEFT), ground)
