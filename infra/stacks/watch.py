"""The dashboard."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.dashboard import dashboard
from infra.blocks.stack import StageStack
from infra.ground import Ground


class Watch(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "watch", ground.plan, "Dashboard")
        dashboard(self, ground)
