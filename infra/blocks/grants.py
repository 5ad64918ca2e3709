"""What a function's role may do: exact actions on named tables, keys, buckets and queues, never
`*`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from infra.functions import Function, May, Trigger
from infra.ground import EVENT_LOG, EVIDENCE, UPLOADS, Ground
from infra.names import METRICS, arn
from nongxin.kernel.tables import CONTEXTS, WITH_WORK_INDEX, WORK_INDEX

DIRECTORY = "directory"
# All that nongxin.kernel.storage sends; a transaction is allowed by what it consists of.
_READ = ("dynamodb:GetItem", "dynamodb:Query")
_WRITE = ("dynamodb:PutItem", "dynamodb:ConditionCheckItem")

_EVERY_SHARD = "The tables of one context in all shards; isolation of shards is the router's job."
_OBJECTS = "Objects within one bucket, whose keys are made at run time."
_LOG_STREAMS = "Lambda makes the streams of the function's own log group at run time."


@dataclass(frozen=True)
class Grant:
    """One statement. `why` says why a resource is given with a wildcard."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    why: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)

    def statement(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            actions=list(self.actions), resources=list(self.resources), conditions=self.conditions
        )

    @property
    def wildcards(self) -> list[str]:
        return [resource for resource in self.resources if "*" in resource]


def grants_of(function: Function, ground: Ground) -> list[Grant]:
    """All that the function's role allows."""
    grants = [_own_logs(function, ground), *_tables(function, ground)]
    if function.trigger is Trigger.QUEUE:
        grants.append(_own_queue(function, ground))
    if function.trigger in (Trigger.CLOCK, Trigger.HAND):
        grants.append(Grant(("sqs:SendMessage",), (ground.failure_queue_arn,)))
    if May.CALL_ITSELF in function.may:
        own = ground.names.alias_arn(function.folder)
        grants.append(Grant(("lambda:InvokeFunction",), (own,)))
    for what in function.may:
        grants += _SPELLED[what](ground)
    if _touches_storage(function):
        grants.append(_storage_key(ground))
    return grants


def _own_logs(function: Function, ground: Ground) -> Grant:
    group = arn("logs", f"log-group:{ground.names.log_group(function.folder)}:*")
    return Grant(("logs:CreateLogStream", "logs:PutLogEvents"), (group,), _LOG_STREAMS)


def _own_queue(function: Function, ground: Ground) -> Grant:
    actions = ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes")
    queue = arn("sqs", ground.names.queue(function.folder))
    return Grant(tuple(f"sqs:{action}" for action in actions), (queue,))


def _tables(function: Function, ground: Ground) -> list[Grant]:
    grants = []
    for context in sorted({*function.reads, *function.writes}):
        actions = _READ + (_WRITE if context in function.writes else ())
        if context == DIRECTORY:
            grants.append(Grant(actions, (ground.names.directory_arn,)))
            continue
        tables = ground.names.tables_arn(context)
        if May.READ_WHOLE_TABLES in function.may:
            actions += ("dynamodb:Scan",)
        grants.append(Grant(actions, (tables,), _EVERY_SHARD))
        if context in WITH_WORK_INDEX:
            index = f"{tables}/index/{WORK_INDEX}"
            grants.append(Grant(("dynamodb:Query",), (index,), _EVERY_SHARD))
    return grants


def _touches_storage(function: Function) -> bool:
    encrypted = {
        May.KEEP_EVIDENCE,
        May.READ_EVIDENCE,
        May.KEEP_UPLOADS,
        May.LOG_EVENTS,
        May.READ_EVENT_LOG,
        May.READ_STREAMS,
    }
    return bool(function.reads or function.writes or encrypted & set(function.may))


def _storage_key(ground: Ground) -> Grant:
    """Tables and buckets are read and written with the caller's right to their key, through them
    only.
    """
    actions = (
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    )
    through = [f"{service}.{Aws.REGION}.{Aws.URL_SUFFIX}" for service in ("dynamodb", "s3")]
    only = {"StringEquals": {"kms:ViaService": through}}
    return Grant(actions, (ground.storage_key_arn,), conditions=only)


def _objects(action: str, bucket_arn: str) -> Grant:
    return Grant((action,), (f"{bucket_arn}/*",), _OBJECTS)


def _readable(bucket_arn: str) -> list[Grant]:
    """Listing too: who may not list hears "forbidden" where "not there" is meant."""
    return [_objects("s3:GetObject", bucket_arn), Grant(("s3:ListBucket",), (bucket_arn,))]


def _streams(ground: Ground) -> list[Grant]:
    streams = tuple(f"{ground.names.tables_arn(context)}/stream/*" for context in CONTEXTS)
    read = tuple(
        f"dynamodb:{name}" for name in ("DescribeStream", "GetRecords", "GetShardIterator")
    )
    return [
        Grant(read, streams, _EVERY_SHARD),
        Grant(("dynamodb:ListStreams",), ("*",), "ListStreams knows no narrower resource."),
    ]


def _metrics(ground: Ground) -> list[Grant]:
    bound = ground.stage.metrics_bound
    only = {"StringEquals": {"cloudwatch:namespace": METRICS}} if bound else {}
    why = "PutMetricData knows no narrower resource; the namespace is ours."
    return [Grant(("cloudwatch:PutMetricData",), ("*",), why, only)]


_SPELLED: dict[May, Callable[[Ground], list[Grant]]] = {
    May.SIGN_TOKENS: lambda g: [Grant(("kms:Sign",), (g.signing_key_arns[0],))],
    May.CHECK_TOKENS: lambda g: [Grant(("kms:GetPublicKey",), g.signing_key_arns)],
    May.OPEN_PERSONAL_DATA: lambda g: [
        Grant(("kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"), (g.data_key_arn,))
    ],
    May.KEEP_EVIDENCE: lambda g: [_objects("s3:PutObject", g.names.bucket_arn(EVIDENCE))],
    May.READ_EVIDENCE: lambda g: _readable(g.names.bucket_arn(EVIDENCE)),
    May.KEEP_UPLOADS: lambda g: [
        _objects("s3:PutObject", g.names.bucket_arn(UPLOADS)),
        *_readable(g.names.bucket_arn(UPLOADS)),
    ],
    May.PUBLISH_EVENTS: lambda g: [Grant(("events:PutEvents",), (g.names.bus_arn,))],
    May.LOG_EVENTS: lambda g: [_objects("s3:PutObject", g.names.bucket_arn(EVENT_LOG))],
    May.READ_EVENT_LOG: lambda g: _readable(g.names.bucket_arn(EVENT_LOG)),
    May.REPORT_FAILURES: lambda g: [Grant(("sqs:SendMessage",), (g.failure_queue_arn,))],
    May.READ_STREAMS: _streams,
    May.START_APPROVAL: lambda g: [
        Grant(("states:StartExecution",), (g.names.approval_machine_arn,))
    ],
    May.START_SUBSIDIES: lambda g: [
        Grant(("states:StartExecution",), (g.names.subsidy_machine_arn,))
    ],
    May.LIST_APPROVALS: lambda g: [
        Grant(("states:ListExecutions",), (g.names.approval_machine_arn,))
    ],
    May.CALL_ITSELF: lambda _: [],  # by name, above
    May.READ_WHOLE_TABLES: lambda _: [],  # with its tables, above
    May.TELL_METRICS: _metrics,
    May.ANSWER_APPROVAL: lambda g: [
        Grant(("states:SendTaskSuccess",), ("*",), "Knows no narrower resource; the token does.")
    ],
}
