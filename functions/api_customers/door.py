"""The customers door itself, who comes through it, and how a reading is put on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nongxin.audit.purpose import NAMES, Purpose, PurposeNeeded, PurposeNotYours, purpose_of
from nongxin.audit.record_reading import record_reading
from nongxin.kernel.commands import Outcome
from nongxin.kernel.http import Call, Door, View
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role
from nongxin.parts import Parts, parts

app = Door("customers")
STAFF = (
    Role.TELLER, Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR,
)  # fmt: skip
SERVING = (Role.TELLER, Role.OFFICER)
APPROVERS = (Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER)
WHY = Query(
    "purpose",
    {"type": "string", "enum": list(NAMES["purpose"])},
    "What the data is read for; it goes on record",
    required=True,
)
READING = (PurposeNeeded, PurposeNotYours)


def on_record(call: Call, subject: str, what: str, read: Callable[[Parts], Any]) -> Any:
    """What `read` gives, once it stands in the audit trail who reads it and for what.

    Read first, so that what is not there leaves no trace of somebody. Raises PurposeNeeded,
    PurposeNotYours and what `read` raises. Whoever reads their own data leaves none either.
    """
    p = parts()
    if call.person.role is Role.CUSTOMER:
        return read(p)
    purpose = purpose_of(call.query.get("purpose"), call.person)
    found = read(p)
    record_reading(subject, what, purpose, call.person, p.auditing)
    return found


def default_purpose(call: Call) -> Purpose:
    """Of a look at the masked profile, which every role takes in passing."""
    return Purpose.AUDIT if call.person.role is Role.AUDITOR else Purpose.SERVICE


def done(call: Call, view: type[View], act: Callable[[Parts], Outcome]) -> tuple[View, bool]:
    """A command of this context, done once under the call's key: its answer as a view."""
    p = parts()
    result = p.perform_in("customers", call.key, lambda: act(p))
    return view(**result.answer), result.replayed
