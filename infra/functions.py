"""Every function that is deployed, in one list: its size, what sets it off, and what it
may touch.
"""

from __future__ import annotations

from pathlib import Path

from infra.function_shape import DOOR_S, LONGEST_S, STEP_S, Function, May, Trigger
from nongxin.kernel.tables import SEALED_CONTEXTS

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


_PERSONAL = May.OPEN_PERSONAL_DATA
# Evidence is sealed like a personal field, so who reads or keeps it opens data keys.
_EVIDENCE = (_PERSONAL, May.KEEP_EVIDENCE, May.READ_EVIDENCE)

FUNCTIONS = (
    _api(
        "api_auth",
        _PERSONAL,
        May.SIGN_TOKENS,
        May.CHECK_TOKENS,
        writes=("access", "directory"),
    ),
    _api("api_customers", _PERSONAL, writes=("customers", "directory")),
    _api("api_archives", _PERSONAL, May.KEEP_UPLOADS, writes=("archives", "directory")),
    _api(
        "api_accounts",
        _PERSONAL,
        May.CHECK_TOKENS,
        reads=("customers", "lending"),
        writes=("accounts", "ledger", "directory"),
    ),
    _api("api_aml", _PERSONAL, writes=("aml", "directory")),
    _api(
        "api_loans",
        *_EVIDENCE,
        May.CHECK_TOKENS,
        reads=("customers", "archives"),
        writes=("lending", "ledger", "directory"),
    ),
    _api(
        "api_products",
        _PERSONAL,
        May.READ_EVIDENCE,
        reads=("lending",),
        writes=("directory",),
    ),
    _api(
        "api_payments",
        _PERSONAL,
        reads=("customers",),
        writes=("payments", "stations", "accounts", "lending", "ledger", "directory"),
    ),
    _api("api_stations", _PERSONAL, writes=("stations", "ledger", "directory")),
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
    Function(
        "on_application_submitted",
        Trigger.QUEUE,
        reads=("directory",),
        writes=("lending",),
        may=(May.START_APPROVAL,),
        events=("ApplicationSubmitted",),
    ),
    Function(
        "on_application_answered",
        Trigger.QUEUE,
        reads=("lending", "directory"),
        may=(May.ANSWER_APPROVAL,),
        events=(
            "ApplicationApproved",
            "ApplicationRejected",
            "ContractSigned",
            "ApplicationWithdrawn",
        ),
    ),
    Function(
        "on_notice",
        Trigger.QUEUE,
        writes=("customers", "directory"),
        may=(_PERSONAL,),
        events=(
            "OfferMade",
            "ApplicationDeclined",
            "LoanDisbursed",
            "LoanRepaid",
            "ApplicationExpired",
        ),
    ),
    Function(
        "on_money_moved",
        Trigger.QUEUE,
        reads=("ledger", "directory"),
        writes=("aml",),
        events=(
            "CashDeposited",
            "CashWithdrawn",
            "TransferMade",
            "InterbankSettled",
            "InterbankReceived",
            "PaymentMade",
        ),
    ),
    Function(
        "on_interbank_requested",
        Trigger.QUEUE,
        reads=("customers",),
        writes=("accounts", "ledger", "directory"),
        may=(_PERSONAL,),
        events=("InterbankRequested",),
    ),
    Function(
        "on_loan_moved",
        Trigger.QUEUE,
        reads=("archives",),
        writes=("lending", "directory"),
        may=(_PERSONAL,),
        events=("LoanDisbursed", "LoanRepaid", "LoanChanged"),
    ),
    _step(
        "step_gather_facts",
        *_EVIDENCE,
        reads=("lending", "archives", "customers", "ledger", "accounts"),
        writes=("directory",),
    ),
    _step("step_decide", *_EVIDENCE, reads=("lending",), writes=("directory",)),
    _step(
        "step_refer",
        _PERSONAL,
        May.READ_EVIDENCE,
        May.ANSWER_APPROVAL,
        writes=("lending", "directory"),
    ),
    _step(
        "step_offer",
        *_EVIDENCE,
        May.ANSWER_APPROVAL,
        reads=("accounts",),
        writes=("lending", "directory"),
    ),
    _step("step_disburse", reads=("directory",), writes=("lending", "ledger")),
    _step(
        "step_close",
        _PERSONAL,
        May.READ_EVIDENCE,
        writes=("lending", "directory"),
    ),
    Function(
        "job_preapprove",
        Trigger.CLOCK,
        reads=("archives", "customers", "accounts", "ledger", "directory"),
        writes=("lending",),
        may=(_PERSONAL,),
        memory_mb=1024,
        timeout_s=900,
        every_minutes=60,
    ),
    Function(
        "job_resume",
        Trigger.CLOCK,
        reads=("directory",),
        writes=("lending",),
        may=(May.START_APPROVAL, May.LIST_APPROVALS),
        timeout_s=300,
        every_minutes=5,
    ),
    Function(
        "job_settle_interest",
        Trigger.CLOCK,
        writes=("accounts", "ledger", "directory"),
        timeout_s=900,
        every_minutes=60,
    ),
    Function(
        "job_close_day",
        Trigger.CLOCK,
        writes=("ledger", "directory"),
        may=(*_EVIDENCE, May.CALL_ITSELF, May.TELL_METRICS),
        memory_mb=2048,
        timeout_s=LONGEST_S,
        every_minutes=10,
    ),
    Function(
        "job_close_loans",
        Trigger.HAND,  # the machine LoanDay
        writes=("lending", "ledger", "directory"),
        memory_mb=1024,
        timeout_s=LONGEST_S,
    ),
    Function("job_open_books", Trigger.HAND, writes=("directory",), timeout_s=300),
    Function(
        "job_reconcile",
        Trigger.CLOCK,
        reads=("ledger",),
        writes=("directory",),
        may=(_PERSONAL, May.READ_EVIDENCE, May.CALL_ITSELF, May.TELL_METRICS),
        memory_mb=2048,
        timeout_s=LONGEST_S,
        every_minutes=60,
    ),
    Function(
        "job_rotate_keys",
        Trigger.CLOCK,
        writes=(*SEALED_CONTEXTS, "directory"),
        may=(_PERSONAL, May.READ_WHOLE_TABLES, May.CALL_ITSELF),
        memory_mb=1024,
        timeout_s=LONGEST_S,
        every_minutes=1440,
    ),
    Function(
        "job_tend_accounts",
        Trigger.CLOCK,
        writes=("accounts", "ledger", "directory"),
        timeout_s=900,
        every_minutes=60,
    ),
    Function(
        "job_accrue_deposits",
        Trigger.CLOCK,
        writes=("accounts", "ledger", "directory"),
        timeout_s=900,
        every_minutes=60,
    ),
    Function(
        "job_count_insured",
        Trigger.HAND,
        reads=("ledger", "directory"),
        writes=("accounts",),
        timeout_s=900,
    ),
    Function(
        "job_resolve_interbank",
        Trigger.CLOCK,
        reads=("customers",),
        writes=("accounts", "ledger", "directory"),
        may=(_PERSONAL,),
        timeout_s=300,
        every_minutes=1,
    ),
    Function(
        "job_resolve_payments",
        Trigger.CLOCK,
        writes=("payments", "accounts", "ledger", "directory"),
        may=(_PERSONAL,),
        timeout_s=300,
        every_minutes=1,
    ),
    Function(
        "job_republish",
        Trigger.HAND,
        may=(May.READ_EVENT_LOG, May.PUBLISH_EVENTS),
        timeout_s=LONGEST_S,
    ),
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
