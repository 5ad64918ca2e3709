"""Count an attempt before it is judged, and clear the count when it was right."""

from __future__ import annotations

from nongxin.access.attempts import Attempts
from nongxin.access.events import LoginLocked
from nongxin.access.ports import AccessParts, settled
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write


def count_attempt(person_id: str, kind: str, parts: AccessParts) -> None:
    """Commits the count; raises Locked. However many come at once, five are judged."""
    settled(lambda: parts.storage.commit(counted(person_id, kind, parts)))


def counted(person_id: str, kind: str, parts: AccessParts) -> Write:
    """The count as a write within the caller's transaction; raises Locked."""
    attempts = parts.store.attempts(person_id, kind).counted(parts.now)
    told = outbox([_locked(attempts)], parts.clock) if attempts.has_just_locked else None
    return parts.store.keep_attempts(attempts, told)


def cleared(person_id: str, kind: str, parts: AccessParts) -> list[Write]:
    attempts = parts.store.attempts(person_id, kind)
    return [parts.store.keep_attempts(attempts.cleared())] if attempts.failures else []


def _locked(attempts: Attempts) -> LoginLocked:
    return LoginLocked(
        county=county_of(attempts.person_id),
        person_id=attempts.person_id,
        what=attempts.kind,
        until=attempts.locked_until,
    )
