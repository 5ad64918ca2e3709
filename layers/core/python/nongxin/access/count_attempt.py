"""Count an attempt before it is judged, and clear the count when it was right."""

from __future__ import annotations

from dataclasses import replace

from nongxin.access.attempts import Attempts
from nongxin.access.events import LoginLocked
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import Locked
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write


def count_attempt(person_id: str, kind: str, parts: AccessParts) -> Attempts:
    """Commits the count and answers it as stored; raises Locked.

    However many come at once, five are judged.
    """

    def count(lately: bool) -> Attempts:
        attempts = _counted(person_id, kind, parts, lately)
        parts.storage.commit(_kept(attempts, parts))
        return replace(attempts, version=attempts.version + 1)

    return settled(count)


def counted(person_id: str, kind: str, parts: AccessParts, *, lately: bool = False) -> Write:
    """The count as a write within the caller's transaction; raises Locked."""
    return _kept(_counted(person_id, kind, parts, lately), parts)


def cleared(person_id: str, kind: str, parts: AccessParts) -> list[Write]:
    return clearing(parts.store.attempts(person_id, kind), parts)


def clearing(attempts: Attempts, parts: AccessParts) -> list[Write]:
    return [parts.store.keep_attempts(attempts.cleared())] if attempts.failures else []


def _counted(person_id: str, kind: str, parts: AccessParts, lately: bool) -> Attempts:
    try:
        return parts.store.attempts(person_id, kind, lately=lately).counted(parts.now)
    except Locked:
        if not lately:
            raise
        return _counted(person_id, kind, parts, lately=False)


def _kept(attempts: Attempts, parts: AccessParts) -> Write:
    told = outbox([_locked(attempts)], parts.clock) if attempts.has_just_locked else None
    return parts.store.keep_attempts(attempts, told)


def _locked(attempts: Attempts) -> LoginLocked:
    return LoginLocked(
        county=county_of(attempts.person_id),
        person_id=attempts.person_id,
        what=attempts.kind,
        until=attempts.locked_until,
    )
