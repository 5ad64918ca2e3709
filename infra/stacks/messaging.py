"""The bus, what feeds it (stream_outbox) and what takes from it (the on_* consumers)."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.bus import Bus, Consumer
from infra.blocks.function import Layers, LiveFunction
from infra.blocks.stack import StageStack
from infra.functions import Trigger, those
from infra.ground import Ground
from infra.names import METRICS

_OLDEST_MS = 60_000


class Messaging(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "messaging", ground.plan, "Bus and consumers")
        layers = Layers(self, ground)
        bus = Bus(self, ground)
        for function in those(Trigger.STREAM):
            LiveFunction(self, function, layers, ground)
        for function in those(Trigger.QUEUE):
            Consumer(self, LiveFunction(self, function, layers, ground), bus.bus, ground)
        ring(self, _iterator_age(ground), ground)
        for alarm in _books(ground):
            ring(self, alarm, ground)


def _iterator_age(ground: Ground) -> Alarm:
    """Of all shards' mappings the oldest: one poisoned or slow stream is enough."""
    return Alarm(
        "stream-age",
        "AWS/Lambda",
        "IteratorAge",
        {"FunctionName": ground.names.function("stream_outbox")},
        "Events are published late: is a record poisoned, or stream_outbox throttled?",
        limit=_OLDEST_MS,
        statistic="Maximum",
        periods=2,
    )


def _books(ground: Ground) -> list[Alarm]:
    """What jobs count that look for what should not be: any is too many."""
    why = {
        "BooksBroken": "job_reconcile found books that contradict themselves: "
        'call it with {"list": true} and look at each.',
        "AuditBroken": "job_check_audit found that the trail of readings was changed: "
        'call it with {"county": …}, compare with the evidence bucket, and tell the auditors.',
        "NewsGivenUp": "Messages to partners were given up: GET /v1/partners/{id}/news "
        "shows them; send each again or dismiss it.",
        "PartnersDown": "A partner has not taken a message for 27 hours, or closed its address: "
        "call it, then open its line (POST /v1/partners/{id}/line).",
        "PayoutsStuck": "A platform's payout to a merchant could not be paid: "
        "GET /v1/partners/{id}/payouts tells why; it is tried each hour, or two persons end it.",
        "DaysOverdue": "A legal entity's day could not be closed since the day before yesterday: "
        "see the log of job_close_day and the failure queue.",
    }
    stage = {"Stage": ground.stage.name}
    return [
        Alarm(metric.lower(), METRICS, metric, stage, sentence, statistic="Maximum")
        for metric, sentence in why.items()
    ]
