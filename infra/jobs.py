"""Jobs: functions that the clock or ops set off, and what each may touch."""

from __future__ import annotations

from infra.function_shape import LONGEST_S, PERSONAL, SEALED_EVIDENCE, Function, May, Trigger
from nongxin.kernel.tables import SEALED_CONTEXTS

JOBS = (
    Function(
        "job_preapprove",
        Trigger.CLOCK,
        reads=("archives", "customers", "accounts", "ledger", "directory"),
        writes=("lending",),
        may=(PERSONAL,),
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
        may=(*SEALED_EVIDENCE, May.CALL_ITSELF, May.TELL_METRICS),
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
        may=(PERSONAL, May.READ_EVIDENCE, May.CALL_ITSELF, May.TELL_METRICS),
        memory_mb=2048,
        timeout_s=LONGEST_S,
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
        "job_check_audit",
        Trigger.CLOCK,
        reads=("audit", "directory"),
        may=(*SEALED_EVIDENCE, May.CALL_ITSELF, May.TELL_METRICS),
        timeout_s=LONGEST_S,
        every_minutes=1440,
    ),
    Function(
        "job_rotate_keys",
        Trigger.CLOCK,
        writes=(*SEALED_CONTEXTS, "directory"),
        may=(PERSONAL, May.READ_WHOLE_TABLES, May.CALL_ITSELF),
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
        may=(PERSONAL,),
        timeout_s=300,
        every_minutes=1,
    ),
    Function(
        "job_resolve_payments",
        Trigger.CLOCK,
        writes=("payments", "accounts", "ledger", "directory"),
        may=(PERSONAL,),
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
