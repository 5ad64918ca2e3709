"""The other services in memory: objects, bus, queue, workflow engine. As much as the product asks
of them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError


def refusal(code: str, operation: str = "Any", status: int = 400) -> ClientError:
    told: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(told, operation)


class MemoryS3:
    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}

    def put_object(self, **ask: Any) -> dict[str, Any]:
        self.objects[ask["Bucket"], ask["Key"]] = ask["Body"]
        return {}

    def get_object(self, **ask: Any) -> dict[str, Any]:
        body = self.objects.get((ask["Bucket"], ask["Key"]))
        if body is None:
            raise refusal("NoSuchKey", "GetObject", 404)
        if "Range" in ask:
            first, last = ask["Range"].removeprefix("bytes=").split("-")
            body = body[int(first) : int(last) + 1]
        return {"Body": io.BytesIO(body)}

    def head_object(self, **ask: Any) -> dict[str, Any]:
        body = self.objects.get((ask["Bucket"], ask["Key"]))
        if body is None:
            raise refusal("404", "HeadObject", 404)
        return {"ContentLength": len(body)}

    def generate_presigned_url(self, operation: str, ask: Any, ExpiresIn: int) -> str:
        return f"https://{ask['Bucket']}.s3.test/{ask['Key']}?{operation}&{ExpiresIn}"

    def get_paginator(self, _: str) -> MemoryS3:
        return self

    def paginate(self, **ask: Any) -> Iterator[dict[str, Any]]:
        """Pages of two, so that a test sees a second one."""
        names = sorted(key for bucket, key in self.objects if bucket == ask["Bucket"])
        later = [{"Key": name} for name in names if name > ask.get("StartAfter", "")]
        for start in range(0, len(later) or 1, 2):
            yield {"Contents": later[start : start + 2]} if later else {}


class MemoryBus:
    """`refuses` names the detail-types that the bus does not take."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.calls: list[int] = []
        self.refuses: set[str] = set()

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        self.calls.append(len(Entries))
        bad = [e["DetailType"] in self.refuses for e in Entries]
        self.taken += [e for e, is_bad in zip(Entries, bad, strict=True) if not is_bad]
        return {"Entries": [{"ErrorCode": "Throttled"} if b else {"EventId": "1"} for b in bad]}

    def types(self) -> list[str]:
        return [e["DetailType"] for e in self.taken]


class MemoryQueue:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def send_message(self, QueueUrl: str, MessageBody: str) -> dict[str, Any]:
        self.messages.append(json.loads(MessageBody))
        return {}


class MemoryStates:
    """`waiting` holds the tokens that may be answered; `answers` what they heard, `told` all."""

    def __init__(self) -> None:
        self.runs: dict[str, dict[str, Any]] = {}
        self.waiting: set[str] = set()
        self.answers: list[tuple[str, str]] = []
        self.told: list[dict[str, Any]] = []
        self.lost: list[str] = []

    def start_execution(self, **ask: Any) -> dict[str, Any]:
        if ask["name"] in self.runs:
            raise refusal("ExecutionAlreadyExists")
        self.runs[ask["name"]] = json.loads(ask["input"])
        return {}

    def send_task_success(self, taskToken: str, output: str) -> dict[str, Any]:
        if taskToken not in self.waiting:
            raise refusal("TaskDoesNotExist")
        self.waiting.remove(taskToken)
        self.told.append(json.loads(output))
        self.answers.append((taskToken, self.told[-1]["outcome"]))
        return {}

    def list_executions(self, **ask: Any) -> dict[str, Any]:
        names = self.lost if ask["statusFilter"] == "FAILED" else []
        return {"executions": [{"name": name} for name in names]}


class MemoryLambda:
    """`called` holds what was started asynchronously, in order, for a test to run."""

    def __init__(self) -> None:
        self.called: list[tuple[str, dict[str, Any]]] = []

    def invoke(self, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:
        assert InvocationType == "Event"
        self.called.append((FunctionName, json.loads(Payload)))
        return {"StatusCode": 202}


class MemoryMetrics:
    """`told` holds every value of every figure, in order."""

    def __init__(self) -> None:
        self.told: dict[str, list[int]] = {}

    def put_metric_data(self, Namespace: str, MetricData: list[dict[str, Any]]) -> None:
        assert Namespace == "nongxin"
        for each in MetricData:
            self.told.setdefault(each["MetricName"], []).append(each["Value"])


class MemoryAws:
    """`Aws` over all of these; DynamoDB is the one given."""

    def __init__(self, dynamo: Any) -> None:
        self._dynamo = dynamo
        self.s3, self.bus = MemoryS3(), MemoryBus()
        self.queue, self.states = MemoryQueue(), MemoryStates()
        self.functions, self.metrics = MemoryLambda(), MemoryMetrics()

    def dynamodb(self, _: str) -> Any:
        return self._dynamo

    def client(self, service: str) -> Any:
        return {
            "s3": self.s3,
            "events": self.bus,
            "sqs": self.queue,
            "stepfunctions": self.states,
            "lambda": self.functions,
            "cloudwatch": self.metrics,
        }[service]
