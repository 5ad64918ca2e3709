"""Start the approval workflow (启动审批流程): the attempt is raised on the record, then the run is named
by it.

A name is used once for ever, so a repeated start finds its own run and is content.
"""

from __future__ import annotations

from typing import Protocol

from nongxin.kernel.records import StaleRecord
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.desk import Desk


class Approvals(Protocol):
    """The workflow engine. A run carries its application's file (see `mapping.file_of`)."""

    def start(self, name: str, application: Application) -> None:
        """Starts a run; one of the same name that was started before is this one."""
        ...

    def answer(self, token: str, outcome: str, application: Application) -> bool:
        """Answers a waiting run, with the file as it is now; False if it waits no more."""
        ...


def start_approval(submitted: Application, desk: Desk, approvals: Approvals) -> None:
    """For a new application, as its event tells it. The record is read only if it has changed.

    Told twice, it starts the run of the attempt that is there already. Raises Missing.
    """
    try:
        application = _raised(submitted, desk)
    except StaleRecord:
        application = desk.read(submitted.id)
    if not application.is_ended:
        approvals.start(run_name(application), application)


def start_again(application_id: str, desk: Desk, approvals: Approvals) -> str | None:
    """For a run that was lost or parked: a new attempt goes on from what the record says.

    Answers the new run's name, or None if the application has ended. Raises StaleRecord.
    """
    application = desk.read(application_id)
    if application.is_ended:
        return None
    application = _raised(application, desk)
    approvals.start(run_name(application), application)
    return run_name(application)


def run_name(application: Application) -> str:
    return f"{application.id}-{application.attempt}"


def _raised(application: Application, desk: Desk) -> Application:
    after = application.attempted()
    desk.save(application, after)
    return after
