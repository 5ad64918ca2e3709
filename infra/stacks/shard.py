"""A shard: the tables of a set of counties, their streams to the bus, and the alarm on
throttling.
"""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cw
from constructs import Construct

from infra.blocks.alarm import actions
from infra.blocks.context_table import context_table
from infra.blocks.stack import StageStack
from infra.blocks.stream import published
from infra.ground import Ground
from nongxin.kernel.tables import CONTEXTS, WITH_WORK_INDEX, table_name


class Shard(StageStack):
    def __init__(self, scope: Construct, shard: str, ground: Ground) -> None:
        super().__init__(scope, f"shard-{shard}", ground.plan, "Tables of a set of counties")
        for context in CONTEXTS:
            name = table_name(ground.stage.name, context, shard)
            table = context_table(self, name, ground, indexed=context in WITH_WORK_INDEX)
            published(self, table, ground)
        if ground.stage.metric_math:
            _throttle_alarm(self, shard, ground)


def _throttle_alarm(scope: Stack, shard: str, ground: Ground) -> None:
    """One alarm for the shard: refused writes of all its tables together."""
    part = cw.CfnAlarm
    tables = [table_name(ground.stage.name, context, shard) for context in CONTEXTS]
    refused = [_throttled(f"m{number}", table) for number, table in enumerate(tables)]
    total = part.MetricDataQueryProperty(id="total", expression="SUM(METRICS())", return_data=True)
    part(
        scope,
        "throttled-alarm",
        alarm_name=f"{ground.names.prefix}-shard-{shard}-throttled",
        alarm_description=f"Tables of shard {shard} refuse writes: a hot county, or a quota.",
        metrics=[total, *refused],
        comparison_operator="GreaterThanThreshold",
        threshold=10,
        evaluation_periods=2,
        treat_missing_data="notBreaching",
        alarm_actions=actions(ground),
    )


def _throttled(id_: str, table: str) -> cw.CfnAlarm.MetricDataQueryProperty:
    part = cw.CfnAlarm
    metric = part.MetricProperty(
        namespace="AWS/DynamoDB",
        metric_name="WriteThrottleEvents",
        dimensions=[part.DimensionProperty(name="TableName", value=table)],
    )
    stat = part.MetricStatProperty(metric=metric, period=60, stat="Sum")
    return part.MetricDataQueryProperty(id=id_, metric_stat=stat, return_data=False)
