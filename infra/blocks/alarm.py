"""Alarms: one metric, one limit, one sentence that says what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import aws_cloudwatch as cw
from constructs import Construct

from infra.ground import Ground


@dataclass(frozen=True)
class Alarm:
    """Rings when `metric` is above `limit` for `periods` in a row; no data is no alarm."""

    name: str
    namespace: str
    metric: str
    dimensions: dict[str, str]
    why: str
    limit: float = 0
    statistic: str = "Sum"
    period_s: int = 60
    periods: int = 1


def ring(scope: Construct, alarm: Alarm, ground: Ground) -> cw.CfnAlarm:
    dimensions = [
        cw.CfnAlarm.DimensionProperty(name=name, value=value)
        for name, value in alarm.dimensions.items()
    ]
    percentile = alarm.statistic.startswith("p")
    return cw.CfnAlarm(
        scope,
        f"{alarm.name}-alarm",
        alarm_name=f"{ground.names.prefix}-{alarm.name}",
        alarm_description=alarm.why,
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=dimensions,
        statistic=None if percentile else alarm.statistic,
        extended_statistic=alarm.statistic if percentile else None,
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.limit,
        period=alarm.period_s,
        evaluation_periods=alarm.periods,
        treat_missing_data="notBreaching",
        alarm_actions=actions(ground),
    )


def actions(ground: Ground) -> list[str]:
    """Whom alarms wake."""
    return [ground.alarm_topic_arn] if ground.alarm_topic_arn else []
