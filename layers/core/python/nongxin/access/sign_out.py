"""Sign out: the session's tokens count no more, at once."""

from __future__ import annotations

from nongxin.access.ports import AccessParts, settled
from nongxin.kernel.identity import Principal


def sign_out(person: Principal, parts: AccessParts) -> None:
    """Signing out twice is signing out."""
    settled(lambda _: _end(person, parts))


def _end(person: Principal, parts: AccessParts) -> None:
    session = parts.store.session(person.id, person.session)
    if session is not None and not session.is_revoked:
        parts.storage.commit(parts.store.keep_session(session.revoked()))
