"""The bus, its archive and its schemas; and a consumer: rule, queue, function."""

from __future__ import annotations

import json
from pathlib import Path

from aws_cdk import Aws, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_eventschemas as schemas
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks.function import LiveFunction
from infra.blocks.queue import WorkQueue
from infra.event_schemas import draft_4
from infra.ground import Ground

_BATCH = 10


class Bus(Construct):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "bus")
        stage = ground.stage
        self.bus = events.EventBus(self, "bus", event_bus_name=ground.names.bus)
        if stage.bus_archive_days:
            self.bus.archive(
                "archive",
                archive_name=ground.names.bus,
                event_pattern=events.EventPattern(account=[Aws.ACCOUNT_ID]),
                retention=Duration.days(stage.bus_archive_days),
            )
        if stage.event_registry:
            self._register(ground)

    def _register(self, ground: Ground) -> None:
        registry = schemas.CfnRegistry(
            self, "registry", registry_name=ground.names.bus, description="Events of 农信云"
        )
        for file in sorted(ground.plan.places.schemas.glob("*.json")):
            self._schema(file, registry)

    def _schema(self, file: Path, registry: schemas.CfnRegistry) -> None:
        schemas.CfnSchema(
            self,
            f"schema-{file.stem}",
            registry_name=registry.attr_registry_name,
            schema_name=file.stem,
            type="JSONSchemaDraft4",
            content=json.dumps(draft_4(json.loads(file.read_text(encoding="utf-8")))),
        )


class Consumer(Construct):
    """The events that a function asked for, by way of its queue."""

    def __init__(
        self, scope: Construct, live: LiveFunction, bus: events.IEventBus, ground: Ground
    ) -> None:
        function = live.function
        super().__init__(scope, f"{function.folder}-consumer")
        self.queue = WorkQueue(self, function.folder, function.timeout_s, ground)
        self._take(live, ground)
        events.Rule(
            self,
            "rule",
            event_bus=bus,
            event_pattern=events.EventPattern(detail_type=list(function.events)),
            targets=[self._target()],
        )

    def _target(self) -> targets.SqsQueue:
        """What the bus cannot deliver for a day lies with the queue's own dead letters."""
        return targets.SqsQueue(
            self.queue.queue,
            dead_letter_queue=self.queue.dead.queue,
            max_event_age=Duration.hours(24),
            retry_attempts=185,
        )

    def _take(self, live: LiveFunction, ground: Ground) -> None:
        part = lambda_.CfnEventSourceMapping
        part(
            self,
            "mapping",
            event_source_arn=self.queue.queue.queue_arn,
            function_name=live.alias.function_arn,
            batch_size=_BATCH,
            maximum_batching_window_in_seconds=live.function.gather_s or None,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config=part.ScalingConfigProperty(maximum_concurrency=live.function.at_once),
        )
