"""The one dashboard: doors, workflow, queues, stream and tables of a stage, all by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aws_cdk import aws_cloudwatch as cw
from constructs import Construct

from infra.blocks.api import STAGE
from infra.functions import Trigger, those
from infra.ground import FAILURES, Ground

Json = dict[str, Any]
Metric = list[Any]
_WIDE = 12
_HIGH = 6


def dashboard(scope: Construct, ground: Ground) -> cw.CfnDashboard:
    widgets = [_placed(number, widget) for number, widget in enumerate(_widgets(ground))]
    return cw.CfnDashboard(
        scope,
        "dashboard",
        dashboard_name=ground.names.prefix,
        dashboard_body=json.dumps({"widgets": widgets}, ensure_ascii=False),
    )


def _widgets(ground: Ground) -> list[Json]:
    chart = _Charts(ground.plan.region, ground.stage.name)
    names = ground.names
    api = ["ApiName", names.api, "Stage", STAGE]
    working = [names.queue(f.folder) for f in those(Trigger.QUEUE)]
    dead = [f"{queue}-dead" for queue in working] + [names.queue(FAILURES)]
    stream = ["AWS/Lambda", "IteratorAge", "FunctionName", names.function("stream_outbox")]
    return [
        chart.lines("Doors: calls", [["AWS/ApiGateway", n, *api] for n in ("Count", "5XXError")]),
        chart.lines("Doors: ms", [_ms(api, p) for p in ("p50", "p95", "p99")]),
        chart.search("LoanApproval", "AWS/States,StateMachineArn", "ExecutionsStarted"),
        chart.search("LoanApproval: parked", "AWS/States,StateMachineArn", "ExecutionsFailed"),
        chart.lines("Queues: oldest, s", _of("ApproximateAgeOfOldestMessage", working)),
        chart.lines("Dead letters", _of("ApproximateNumberOfMessagesVisible", dead)),
        chart.lines("Stream: age, ms", [[*stream, {"stat": "Maximum"}]]),
        chart.search("Functions: errors", "AWS/Lambda,FunctionName", "Errors"),
        chart.search(
            "Functions: busy", "AWS/Lambda,FunctionName", "ConcurrentExecutions", "Maximum"
        ),
        chart.search("Tables: throttled", "AWS/DynamoDB,TableName", "WriteThrottleEvents"),
    ]


@dataclass(frozen=True)
class _Charts:
    region: str
    stage: str

    def lines(self, title: str, metrics: list[Metric]) -> Json:
        return {
            "title": title,
            "region": self.region,
            "view": "timeSeries",
            "stat": "Sum",
            "period": 60,
            "metrics": metrics,
        }

    def search(self, title: str, schema: str, metric: str, stat: str = "Sum") -> Json:
        """Every resource whose name holds `nongxin` and the stage, also those made later."""
        found = f'{{{schema}}} MetricName="{metric}" nongxin {self.stage}'
        return self.lines(title, [[{"expression": f"SEARCH('{found}', '{stat}', 60)"}]])


def _ms(api: list[str], percentile: str) -> Metric:
    return ["AWS/ApiGateway", "Latency", *api, {"stat": percentile}]


def _of(metric: str, queues: Iterable[str]) -> list[Metric]:
    return [["AWS/SQS", metric, "QueueName", queue, {"stat": "Maximum"}] for queue in queues]


def _placed(number: int, chart: Json) -> Json:
    column, row = number % 2, number // 2
    return {
        "type": "metric",
        "x": column * _WIDE,
        "y": row * _HIGH,
        "width": _WIDE,
        "height": _HIGH,
        "properties": chart,
    }
