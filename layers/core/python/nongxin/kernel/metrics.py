"""Figures that an alarm watches: how many of something there are, now."""

from __future__ import annotations

from typing import Any

NAMESPACE = "nongxin"


class Metrics:
    def __init__(self, cloudwatch: Any, stage: str) -> None:
        self._cloudwatch = cloudwatch
        self._stage = stage

    def tell(self, name: str, count: int) -> None:
        self._cloudwatch.put_metric_data(
            Namespace=NAMESPACE,
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": [{"Name": "Stage", "Value": self._stage}],
                    "Value": count,
                    "Unit": "Count",
                }
            ],
        )
