"""The desk that applications pass over: read one, save the next version of it with its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.records import Write
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.mapping import from_file
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.events import ApplicationEvent


@value
class Desk:
    applications: DynamoApplications
    storage: Storage
    clock: Clock

    def read(self, application_id: str) -> Application:
        """The application as it stands, strongly consistent. Raises Missing."""
        return self.applications.get(application_id, consistent=True)

    def read_lately(
        self, application_id: str, is_enough: Callable[[Application], bool]
    ) -> Application:
        """By an eventually consistent read, which costs half; strongly if that is not enough.

        For callers who know what the record must show by now, and whose writes are refused if
        they were still decided on too old a version. Raises Missing.
        """
        try:
            found = self.applications.get(application_id)
        except Missing:
            return self.read(application_id)
        return found if is_enough(found) else self.read(application_id)

    def in_run(self, task: Mapping[str, Any]) -> Application:
        """As the task's run carries it; read where the run carries none.

        The file may be behind the record: it is good to decide on, since a write that was decided
        on it is refused as stale where the record has gone on.
        """
        carried = self.carried(task)
        if carried:
            return carried
        attempt = task["attempt"]  # the run began after the record had it
        return self.read_lately(task["application_id"], lambda found: found.attempt >= attempt)

    def carried(self, task: Mapping[str, Any]) -> Application | None:
        """What the task's run carries, if anything."""
        file = task["input"].get("file")
        return from_file(task["application_id"], file) if file else None

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
