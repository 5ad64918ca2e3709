"""Every stack of a stage, in order: `cdk synth -c stage=local|dev|prod`, with region and account if
wanted.

Nothing is asked of AWS: the account stays open unless `-c account=` gives it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import aws_cdk as cdk

from infra import nag
from infra.functions import FoldersDiffer, check_folders
from infra.ground import Plan
from infra.places import LayersNotBuilt, Places
from infra.stacks.directory import Directory
from infra.stacks.doors import Doors
from infra.stacks.foundation import Foundation
from infra.stacks.jobs import Jobs
from infra.stacks.lending_workflow import LendingWorkflow
from infra.stacks.messaging import Messaging
from infra.stacks.shard import Shard
from infra.stacks.watch import Watch
from infra.stages import UnknownStage, stage_named

DEFAULT_REGION = "cn-northwest-1"
COMPLAINTS = (FoldersDiffer, LayersNotBuilt, UnknownStage)


def build(app: cdk.App, plan: Plan) -> None:
    """Puts the stacks of the plan into the app; raises one of COMPLAINTS if something
    is missing.
    """
    check_folders(plan.places.functions)
    ground = Foundation(app, plan).ground
    Directory(app, ground)
    messaging = Messaging(app, ground)
    for shard in plan.stage.shards:
        # The mappings know stream_outbox by its name only.
        Shard(app, shard, ground).add_stack_dependency(messaging)
    Jobs(app, ground)
    LendingWorkflow(app, ground)
    Doors(app, ground)
    Watch(app, ground)
    if plan.stage.checked_by_nag:
        nag.check(app)


def wanted(app: cdk.App) -> Plan:
    """The plan that context and environment ask for; raises UnknownStage."""
    told = {name: app.node.try_get_context(name) for name in _CONTEXT}
    from_env = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    region = str(told["region"] or from_env or DEFAULT_REGION)
    stage = stage_named(str(told["stage"] or "local"), region)
    stage = replace(
        stage,
        sms_url=str(told["sms_url"] or stage.sms_url),
        network_url=str(told["network_url"] or stage.network_url),
        billers_url=str(told["billers_url"] or stage.billers_url),
        bureau_url=str(told["bureau_url"] or stage.bureau_url),
    )
    account = str(told["account"]) if told["account"] else None
    return Plan(stage, region, Places(), account)


_CONTEXT = ("stage", "region", "account", "sms_url", "bureau_url", "network_url",
            "billers_url")  # fmt: skip


def main() -> None:
    app = cdk.App()
    try:
        build(app, wanted(app))
    except COMPLAINTS as complaint:
        sys.exit(f"cannot synthesise: {complaint}")
    app.synth()


if __name__ == "__main__":
    main()
