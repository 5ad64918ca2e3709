"""What access publishes: for the audit trail and for those who watch over attacks."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class StaffAppointed(Event):
    staff_id: str
    role: str
    entity: str


@value(kw_only=True)
class StaffClosed(Event):
    """Somebody left: signed in nowhere any more, and never again under this number."""

    staff_id: str
    role: str
    entity: str
    closed_by: str


@value(kw_only=True)
class PasswordSet(Event):
    """`first` is False where one was forgotten and set anew; every session then ended."""

    person_id: str
    role: str
    first: bool


@value(kw_only=True)
class LoginLocked(Event):
    """`what` is password, code-<purpose> or sent-<purpose>; `until` in epoch seconds."""

    person_id: str
    what: str
    until: int


@value(kw_only=True)
class RefreshReused(Event):
    """An old refresh token came back: its session was ended."""

    person_id: str
    session_id: str
