"""Approvals whose run was lost (stopped, failed, timed out) go on in a new run from what the record
says.

A run that ended by parking its application is left for people: {"application_id": "ap_…"} starts
that one again by name. Answers the names of the runs started.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel import log
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import StaleRecord
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.start_approval import run_name, start_again
from nongxin.parts import parts


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    p = parts()
    if "application_id" in event:
        started = [start_again(event["application_id"], p.desk, p.approvals)]
    else:
        started = [_resumed(name) for name in p.approvals.lost()]
    names = [name for name in started if name]
    log.say("resumed", count=len(names))
    return {"started": names}


def _resumed(name: str) -> str | None:
    """A lost run's successor, unless its application has ended, is parked, or runs anew already.

    Who raised the attempt may have died before the run was started: it is, unless it runs.
    """
    p = parts()
    application_id = name.rpartition("-")[0]
    try:
        application = p.desk.read(application_id)
        if application.is_ended or application.status is Status.PARKED:
            return None
        if run_name(application) != name:
            p.approvals.start(run_name(application), application)
            return None
        return start_again(application_id, p.desk, p.approvals)
    except (Missing, StaleRecord):
        return None  # not ours, or somebody else resumes it at this moment
