"""A stack of the stage: named, placed, tagged, and protected where it holds real data."""

from __future__ import annotations

from aws_cdk import CliCredentialsStackSynthesizer, Environment, Stack
from constructs import Construct

from infra.ground import Plan


class StageStack(Stack):
    def __init__(self, scope: Construct, name: str, plan: Plan, about: str) -> None:
        local = plan.stage.uses_cli_credentials
        super().__init__(
            scope,
            f"{plan.names.prefix}-{name}",
            env=Environment(account=plan.account, region=plan.region),
            description=about,
            synthesizer=CliCredentialsStackSynthesizer() if local else None,
            termination_protection=plan.stage.keeps_data,
            tags={"app": "nongxin", "stage": plan.stage.name},
        )
