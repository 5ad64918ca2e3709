"""Every function that is deployed, in one list: its size, what sets it off, and what it
may touch.
"""

from __future__ import annotations

from pathlib import Path

from infra.consumers import CONSUMERS
from infra.function_shape import (
    DOOR_S,
    PERSONAL,
    SEALED_EVIDENCE,
    STEP_S,
    Function,
    May,
    Trigger,
)
from infra.jobs import JOBS

__all__ = ["FUNCTIONS", "FoldersDiffer", "Function", "May", "Trigger", "check_folders",
           "function_named", "those"]  # fmt: skip


def _api(
    folder: str, *may: May, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()
) -> Function:
    return Function(folder, Trigger.HTTP, reads, writes, may, memory_mb=1024, timeout_s=DOOR_S)


def _step(
    folder: str, *may: May, reads: tuple[str, ...] = (), writes: tuple[str, ...] = ()
) -> Function:
    return Function(folder, Trigger.TASK, reads, writes, may, memory_mb=1024, timeout_s=STEP_S)


FUNCTIONS = (
    _api(
        "api_auth",
        PERSONAL,
        May.SIGN_TOKENS,
        May.CHECK_TOKENS,
        writes=("access", "directory"),
    ),
    _api(
        "api_customers",
        PERSONAL,
        May.KEEP_UPLOADS,  # what is erased at a person's wish, archives and photos too
        writes=("access", "archives", "audit", "customers", "partners", "directory"),
    ),
    _api("api_archives", PERSONAL, May.KEEP_UPLOADS, writes=("archives", "audit", "directory")),
    _api(
        "api_accounts",
        PERSONAL,
        May.CHECK_TOKENS,
        reads=("customers", "lending"),
        writes=("accounts", "ledger", "directory"),
    ),
    _api("api_aml", PERSONAL, writes=("aml", "directory")),
    _api(
        "api_loans",
        *SEALED_EVIDENCE,
        May.CHECK_TOKENS,
        reads=("customers", "archives"),
        writes=("audit", "lending", "ledger", "directory"),
    ),
    _api(
        "api_products",
        PERSONAL,
        May.READ_EVIDENCE,
        reads=("lending",),
        writes=("directory",),
    ),
    _api(
        "api_payments",
        PERSONAL,
        May.CHECK_TOKENS,
        reads=("access", "customers"),
        writes=("payments", "stations", "accounts", "lending", "ledger", "directory"),
    ),
    _api(
        "api_partners",
        PERSONAL,
        reads=("customers", "ledger", "archives"),
        writes=("audit", "partners", "lending", "directory"),
    ),
    _api(
        "api_stations",
        PERSONAL,
        reads=("customers", "payments"),
        writes=("access", "stations", "ledger", "directory"),
    ),
    _api(
        "api_settlements",
        PERSONAL,
        reads=("stations",),
        writes=("payments", "accounts", "ledger", "directory"),
    ),
    _api(
        "api_subsidies",
        PERSONAL,
        May.KEEP_UPLOADS,
        May.START_SUBSIDIES,
        writes=("payments", "ledger", "directory"),
    ),
    Function(
        "authorizer",
        Trigger.AUTHORIZER,
        reads=("access", "directory"),
        may=(May.CHECK_TOKENS,),
        timeout_s=DOOR_S,
    ),
    Function(
        "stream_outbox",
        Trigger.STREAM,
        may=(May.READ_STREAMS, May.PUBLISH_EVENTS, May.LOG_EVENTS, May.REPORT_FAILURES),
    ),
    *CONSUMERS,
    _step(
        "step_gather_facts",
        *SEALED_EVIDENCE,
        reads=("lending", "archives", "customers", "ledger", "accounts", "partners"),
        writes=("directory",),
    ),
    _step("step_decide", *SEALED_EVIDENCE, reads=("lending",), writes=("directory",)),
    _step(
        "step_refer",
        PERSONAL,
        May.READ_EVIDENCE,
        May.ANSWER_APPROVAL,
        writes=("lending", "directory"),
    ),
    _step(
        "step_offer",
        *SEALED_EVIDENCE,
        May.ANSWER_APPROVAL,
        reads=("accounts",),
        writes=("lending", "directory"),
    ),
    _step("step_disburse", reads=("directory",), writes=("lending", "ledger")),
    _step(
        "step_close",
        PERSONAL,
        May.READ_EVIDENCE,
        writes=("lending", "directory"),
    ),
    *JOBS,
)


class FoldersDiffer(Exception):
    """functions/ and this list do not say the same."""


def check_folders(place: Path) -> None:
    """Raises FoldersDiffer, naming each function without a folder and each folder without an
    entry.
    """
    listed = {f.folder for f in FUNCTIONS}
    there = {handler.parent.name for handler in place.glob("*/handler.py")}
    complaints = [f"{place}/{name}/handler.py is missing" for name in sorted(listed - there)]
    complaints += [
        f"{place}/{name} is not in infra/functions.py" for name in sorted(there - listed)
    ]
    if complaints:
        raise FoldersDiffer("; ".join(complaints))


def those(*triggers: Trigger) -> tuple[Function, ...]:
    return tuple(f for f in FUNCTIONS if f.trigger in triggers)


def function_named(folder: str) -> Function:
    return next(f for f in FUNCTIONS if f.folder == folder)
