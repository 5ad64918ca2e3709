"""`Parts` over memory: the composition root with fakes where it would reach outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from nongxin.kernel.clock import FixedClock
from nongxin.kernel.errors import Denied, Missing
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.kernel.settings import Settings
from nongxin.parts import Parts
from tests.fakes.aws import MemoryAws
from tests.fakes.faults import MeteredStorage
from tests.fakes.storage import STAGE

# Ten in the morning in Shaanxi.
MORNING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SETTINGS = Settings(
    stage=STAGE,
    shard_layout="two",
    bus_name="bus",
    event_log_bucket="log",
    evidence_bucket="evidence",
    uploads_bucket="uploads",
    signing_key_id="key",
    data_key_id="key",
    failure_queue_url="queue",
    approval_machine_arn="machine",
)


class NotConfirmed(Denied):
    code = "not-confirmed"


@dataclass
class FakeStepUps:
    """A token is `<person>:<digest>`."""

    def proof(self, token: str, person_id: str, digest: str) -> str:
        if token != f"{person_id}:{digest}":
            raise NotConfirmed()
        return "proof-1"


@dataclass
class FakeTexts:
    sent: dict[str, tuple[str, str, Mapping[str, str]]] = field(default_factory=dict)

    def send(self, phone: str, template: str, facts: Mapping[str, str], message_id: str) -> None:
        self.sent[message_id] = (phone, template, facts)


@dataclass
class FakeHouseholds:
    """One household; `captured_by` is the officer who took it down."""

    id: str = "hh_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"
    captured_by: str = "st_610722_01JD0000000000000000000009"
    is_live: bool = True

    def live_of(self, id_no: str) -> str | None:
        return self.id if self.is_live else None

    def live_of_now(self, id_no: str) -> str | None:
        return None  # nobody's view has an archive

    def naming(self, county: str, id_no: str) -> list[str]:
        return []

    def dossier(self, household_id: str) -> Any:
        if household_id != self.id:
            raise Missing()
        return SimpleNamespace(
            only=lambda code: {"address": "陕西省汉中市城固县博望街道1号"},
            head=SimpleNamespace(opened_by=self.captured_by),
        )


class FakeParts(Parts):
    def __init__(self) -> None:
        self.fixed = FixedClock(MORNING)
        super().__init__(SETTINGS, self.fixed)
        self.memory = MeteredStorage()
        self.services = MemoryAws(self.memory.dynamo)
        self.archive = FakeHouseholds()
        self.sms = FakeTexts()
        put = cast(Any, self)  # the cached properties take what is laid into them
        put.storage, put.aws, put.households = self.memory, self.services, self.archive
        put.vault, put.step_ups, put.texts = Vault(FixedKeys()), FakeStepUps(), self.sms
