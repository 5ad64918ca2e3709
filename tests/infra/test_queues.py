"""R11: poison is seen. Every queue has dead letters and alarms, every mapping a way out for its
failures.
"""

from __future__ import annotations

import json

from infra.functions import Trigger, those
from nongxin.kernel.tables import CONTEXTS
from tests.infra.templates import Resource, Templates, flat

_DAYS_14_S = 14 * 24 * 3600


def _alarms(templates: Templates, queue: Resource) -> set[str]:
    """Metrics that ring for the queue."""
    name = queue.properties["QueueName"]
    return {
        alarm.properties["MetricName"]
        for alarm in templates.of("AWS::CloudWatch::Alarm")
        if {"Name": "QueueName", "Value": name} in alarm.properties.get("Dimensions", [])
    }


def _works(queue: Resource) -> bool:
    return "RedrivePolicy" in queue.properties


def test_every_queue_works_or_holds_dead_letters(anywhere: Templates) -> None:
    dead = {
        (q.stack, q.properties["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0])
        for q in anywhere.of("AWS::SQS::Queue")
        if _works(q)
    }
    for queue in anywhere.of("AWS::SQS::Queue"):
        is_dead = (queue.stack, queue.id) in dead
        is_failures = queue.properties["QueueName"].endswith("-stream-failures")
        assert _works(queue) or is_dead or is_failures, queue.where


def test_depth_of_dead_letters_and_age_of_all_ring(anywhere: Templates) -> None:
    for queue in anywhere.of("AWS::SQS::Queue"):
        wanted = {"ApproximateAgeOfOldestMessage"}
        if not _works(queue):
            wanted.add("ApproximateNumberOfMessagesVisible")
        assert wanted <= _alarms(anywhere, queue), queue.where


def test_queues_are_encrypted_and_keep_messages_fourteen_days(anywhere: Templates) -> None:
    for queue in anywhere.of("AWS::SQS::Queue"):
        assert queue.properties["SqsManagedSseEnabled"] is True
        assert queue.properties["MessageRetentionPeriod"] == _DAYS_14_S


def test_a_message_is_hidden_six_times_as_long_as_its_worker_may_take(anywhere: Templates) -> None:
    queues = {q.properties["QueueName"]: q for q in anywhere.of("AWS::SQS::Queue")}
    for function in those(Trigger.QUEUE):
        queue = queues[f"nongxin-{anywhere.stage.name}-{function.folder}"]
        assert queue.properties["VisibilityTimeout"] >= 6 * function.timeout_s


def test_every_mapping_reports_partial_failures_and_calls_the_alias(anywhere: Templates) -> None:
    for mapping in anywhere.of("AWS::Lambda::EventSourceMapping"):
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        called = flat(mapping.properties["FunctionName"])
        assert called.endswith(":live") or "alias" in called, mapping.where


def test_every_stream_mapping_halves_retries_and_sets_aside(anywhere: Templates) -> None:
    streams = _streams(anywhere)
    assert len(streams) == len(CONTEXTS) * len(anywhere.stage.shards)
    for mapping in streams:
        said = mapping.properties
        assert said["BisectBatchOnFunctionError"] is True
        assert 0 < said["MaximumRetryAttempts"] <= 100
        assert said["StartingPosition"] == "TRIM_HORIZON"
        assert said["DestinationConfig"]["OnFailure"]["Destination"], mapping.where


def test_removals_are_not_announced(anywhere: Templates) -> None:
    for mapping in _streams(anywhere):
        (pattern,) = mapping.properties["FilterCriteria"]["Filters"]
        assert "REMOVE" not in json.loads(pattern["Pattern"])["eventName"]


def test_the_age_of_the_streams_rings(anywhere: Templates) -> None:
    function = {"Name": "FunctionName", "Value": f"nongxin-{anywhere.stage.name}-stream_outbox"}
    ages = [
        alarm
        for alarm in anywhere.of("AWS::CloudWatch::Alarm")
        if alarm.properties.get("MetricName") == "IteratorAge"
    ]
    assert [function] in [alarm.properties["Dimensions"] for alarm in ages]


def test_alarms_wake_somebody_on_aws(dev: Templates, prod: Templates) -> None:
    for templates in (dev, prod):
        for alarm in templates.of("AWS::CloudWatch::Alarm"):
            assert alarm.properties["AlarmActions"], alarm.where


def _streams(templates: Templates) -> list[Resource]:
    mappings = templates.of("AWS::Lambda::EventSourceMapping")
    return [m for m in mappings if "StartingPosition" in m.properties]
