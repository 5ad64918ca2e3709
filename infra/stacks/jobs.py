"""The jobs: functions that the clock or ops set off, and the machines that call some of them."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.county_machine import CountyMachine
from infra.blocks.function import Layers, LiveFunction
from infra.blocks.night_machines import loan_day_machine, payments_day_machine
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
        machines: dict[str, CountyMachine | SubsidyMachine] = {
            "job_close_loans": loan_day_machine(self, ground),
            "job_end_payments": payments_day_machine(self, ground),
            "job_pay_subsidies": SubsidyMachine(self, ground),
        }
        for job, machine in machines.items():
            machine.machine.node.add_dependency(jobs[job].alias)
