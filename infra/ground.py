"""What every stack stands on: the stage, its names, and what the foundation made."""

from __future__ import annotations

from dataclasses import dataclass

from infra.names import Names
from infra.places import Places
from infra.stages import Stage
from nongxin.kernel.settings import Settings

# The queue of stream records that could not be published.
FAILURES = "stream-failures"
EVIDENCE = "evidence"
EVENT_LOG = "event-log"
UPLOADS = "uploads"


@dataclass(frozen=True)
class Plan:
    """What is known before the first resource."""

    stage: Stage
    region: str
    places: Places
    account: str | None = None

    @property
    def names(self) -> Names:
        return Names(self.stage.name)


@dataclass(frozen=True)
class Ground:
    """The plan, and the ARNs of the foundation's resources."""

    plan: Plan
    settings: Settings
    storage_key_arn: str
    data_key_arn: str
    signing_key_arns: tuple[str, ...]  # the first signs
    failure_queue_arn: str
    alarm_topic_arn: str | None

    @property
    def stage(self) -> Stage:
        return self.plan.stage

    @property
    def names(self) -> Names:
        return self.plan.names
