"""The jobs: functions that the clock or ops set off, and the machines that call some of them."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.function import Layers, LiveFunction
from infra.blocks.loan_day_machine import LoanDayMachine
from infra.blocks.stack import StageStack
from infra.blocks.subsidy_machine import SubsidyMachine
from infra.functions import Trigger, those
from infra.ground import Ground


class Jobs(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "jobs", ground.plan, "Jobs and their machines")
        layers = Layers(self, ground)
        jobs = {
            function.folder: LiveFunction(self, function, layers, ground)
            for function in those(Trigger.CLOCK, Trigger.HAND)
        }
        # The machines know the aliases by name only.
        loan_day, payout = LoanDayMachine(self, ground), SubsidyMachine(self, ground)
        loan_day.machine.node.add_dependency(jobs["job_close_loans"].alias)
        payout.machine.node.add_dependency(jobs["job_pay_subsidies"].alias)
