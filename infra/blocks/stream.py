"""From a table's stream to stream_outbox: nothing is lost, and one bad record holds nothing up for
long.
"""

from __future__ import annotations

import json

from aws_cdk import aws_dynamodb as ddb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.ground import Ground

_PART = lambda_.CfnEventSourceMapping
_BATCH = 100
_RETRIES = 10
# Only writes that carry events are worth a call; removals (TTL, moves) never are.
_WITH_EVENTS = {
    "eventName": ["INSERT", "MODIFY"],
    "dynamodb": {"NewImage": {"events": {"S": [{"exists": True}]}}},
}


def published(scope: Construct, table: ddb.CfnTable, ground: Ground) -> _PART:
    """The mapping. A batch that fails is halved; a record that fails ten times goes to the failure
    queue.
    """
    failed = _PART.OnFailureProperty(destination=ground.failure_queue_arn)
    return _PART(
        scope,
        f"{table.node.id}-stream",
        event_source_arn=table.attr_stream_arn,
        function_name=ground.names.alias_arn("stream_outbox"),
        starting_position="TRIM_HORIZON",
        batch_size=_BATCH,
        maximum_batching_window_in_seconds=0,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=_RETRIES,
        function_response_types=["ReportBatchItemFailures"],
        destination_config=_PART.DestinationConfigProperty(on_failure=failed),
        filter_criteria=_PART.FilterCriteriaProperty(
            filters=[_PART.FilterProperty(pattern=json.dumps(_WITH_EVENTS))]
        ),
    )
