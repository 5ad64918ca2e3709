"""A queue with what R11 asks of every queue: dead letters, and alarms on their depth and on age."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.ground import Ground, Plan
from infra.nag import acknowledge

_TRIES = 5
# A message is hidden for six times its worker's time-out, so that no second worker takes it.
_VISIBILITY_FACTOR = 6
_OLDEST_S = 900


class WorkQueue(Construct):
    """Messages that one function takes; what fails five times lies in `<name>-dead`."""

    def __init__(self, scope: Construct, name: str, worker_timeout_s: int, ground: Ground) -> None:
        super().__init__(scope, name)
        self.dead = DeadLetters(self, f"{name}-dead", ground.plan)
        self.queue = sqs.Queue(
            self,
            "queue",
            queue_name=ground.names.queue(name),
            visibility_timeout=Duration.seconds(_VISIBILITY_FACTOR * worker_timeout_s),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead.queue, max_receive_count=_TRIES),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=ground.stage.tls_only,
        )
        watch_dead_letters(self.dead, ground)
        ring(self, _age(name, ground), ground)


class DeadLetters(Construct):
    """The end of the line for what could not be handled; people look at it."""

    def __init__(self, scope: Construct, name: str, plan: Plan) -> None:
        super().__init__(scope, name)
        self.name = name
        self.queue = sqs.Queue(
            self,
            "queue",
            queue_name=plan.names.queue(name),
            retention_period=Duration.days(14),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=plan.stage.tls_only,
        )
        acknowledge(self.queue, {"SQS3": "This queue is itself where dead letters go."})


def watch_dead_letters(dead: DeadLetters, ground: Ground) -> None:
    """Two alarms: something lies there, and it has lain there for a day."""
    queue = ground.names.queue(dead.name)
    depth = Alarm(
        f"{dead.name}-depth",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": queue},
        f"Something in {queue} could not be handled: read it, mend the cause, redrive.",
        statistic="Maximum",
    )
    age = Alarm(
        f"{dead.name}-age",
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        f"Something has lain in {queue} for a day; it is lost after fourteen.",
        limit=24 * 3600,
        statistic="Maximum",
        period_s=300,
    )
    ring(dead, depth, ground)
    ring(dead, age, ground)


def _age(name: str, ground: Ground) -> Alarm:
    queue = ground.names.queue(name)
    return Alarm(
        f"{name}-age",
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        f"The oldest message of {queue} waits too long: is its function failing or throttled?",
        limit=_OLDEST_S,
        statistic="Maximum",
        period_s=300,
    )
