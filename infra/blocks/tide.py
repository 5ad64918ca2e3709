"""Provisioned concurrency that rises and falls with the day, from the plan of `infra/tide.py`."""

from __future__ import annotations

from aws_cdk import aws_applicationautoscaling as scaling
from constructs import Construct

from infra.blocks.function import LiveFunction
from infra.tide import Level, Plan

_PART = scaling.CfnScalableTarget
_DIMENSION = "lambda:function:ProvisionedConcurrency"
# Warm copies are added when seven in ten are busy.
_BUSY_SHARE = 0.7
# What target tracking may add to the schedule, as a multiple.
_HEADROOM = 2


class Tide(Construct):
    def __init__(self, scope: Construct, live: LiveFunction, plan: Plan) -> None:
        super().__init__(scope, f"{live.function.folder}-tide")
        headroom = _HEADROOM if plan.tracked else 1
        alias = live.alias
        self.target = _PART(
            self,
            "target",
            service_namespace="lambda",
            scalable_dimension=_DIMENSION,
            resource_id=f"function:{alias.lambda_.function_name}:{alias.alias_name}",
            min_capacity=min(plan.per_hour),
            max_capacity=plan.top * headroom,
            scheduled_actions=[_at(level, headroom) for level in plan.levels],
        )
        # The target knows the alias by its name only.
        self.target.node.add_dependency(alias)
        if plan.tracked:
            self._track()

    def _track(self) -> None:
        part = scaling.CfnScalingPolicy
        metric = part.PredefinedMetricSpecificationProperty(
            predefined_metric_type="LambdaProvisionedConcurrencyUtilization"
        )
        part(
            self,
            "track",
            policy_name=f"{self.node.id}-track",
            policy_type="TargetTrackingScaling",
            scaling_target_id=self.target.ref,
            target_tracking_scaling_policy_configuration=(
                part.TargetTrackingScalingPolicyConfigurationProperty(
                    predefined_metric_specification=metric, target_value=_BUSY_SHARE
                )
            ),
        )


def _at(level: Level, headroom: int) -> _PART.ScheduledActionProperty:
    """From five minutes before the hour, so that the copies are warm when it strikes."""
    before = (level.hour - 1) % 24
    return _PART.ScheduledActionProperty(
        scheduled_action_name=f"from-{level.hour:02}",
        schedule=f"cron(55 {before} * * ? *)",
        timezone="Asia/Shanghai",
        scalable_target_action=_PART.ScalableTargetActionProperty(
            min_capacity=level.copies, max_capacity=level.copies * headroom
        ),
    )
