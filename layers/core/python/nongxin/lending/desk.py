"""The desk that applications pass over: read one, save the next version of it with its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nongxin.kernel.clock import Clock
from nongxin.kernel.events import outbox
from nongxin.kernel.records import Write
from nongxin.kernel.storage import Storage
from nongxin.lending.application import Application
from nongxin.lending.events import ApplicationEvent
from nongxin.lending.store import DynamoApplications


@dataclass(frozen=True)
class Desk:
    applications: DynamoApplications
    storage: Storage
    clock: Clock

    def read(self, application_id: str) -> Application:
        """The application as it stands, strongly consistent. Raises Missing."""
        return self.applications.get(application_id, consistent=True)

    def written(
        self,
        before: Application,
        after: Application,
        events: Sequence[ApplicationEvent],
    ) -> Write:
        """One write for however many steps lie between the two; stale if somebody was first."""
        return self.applications.save(
            replace(after, version=before.version + 1), outbox(events, self.clock)
        )

    def save(self, before: Application, after: Application, *events: ApplicationEvent) -> None:
        """Raises StaleRecord."""
        self.storage.commit(self.written(before, after, events))
