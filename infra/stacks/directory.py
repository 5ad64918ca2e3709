"""The province-wide table, the one that knows no county."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.context_table import context_table
from infra.blocks.stack import StageStack
from infra.ground import Ground
from nongxin.kernel.tables import directory_table


class Directory(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "directory", ground.plan, "The province-wide table")
        context_table(self, directory_table(ground.stage.name), ground, streamed=False)
