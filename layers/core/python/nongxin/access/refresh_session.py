"""Go on with a session: a refresh token is good once; a second use ends the session."""

from __future__ import annotations

from nongxin.access.events import RefreshReused
from nongxin.access.issue_tokens import Tokens, issue_tokens
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import SessionEnded
from nongxin.access.session import Fit, RefreshToken, Session
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of


def refresh_session(text: str, parts: AccessParts) -> Tokens:
    """Role and scope are read anew. Raises SessionEnded or Busy."""
    token = RefreshToken.parse(text)
    return settled(lambda _: _turn(token, parts))


def _turn(token: RefreshToken, parts: AccessParts) -> Tokens:
    session = _session(token, parts)
    fit = session.fit(token)
    if fit is Fit.USED:
        _end(session, parts)
    if fit is not Fit.NEWEST:
        raise SessionEnded()
    turned, following = session.turned(token, parts.now)
    credential = parts.store.credential(token.person_id)
    if credential is None:
        raise SessionEnded()
    tokens = issue_tokens(credential, following, parts)
    parts.storage.commit(parts.store.keep_session(turned))
    return tokens


def _session(token: RefreshToken, parts: AccessParts) -> Session:
    try:
        session = parts.store.session(token.person_id, token.session_id)
    except (Missing, CountyNotServed):
        session = None
    if session is None:
        raise SessionEnded()
    return session


def _end(session: Session, parts: AccessParts) -> None:
    if session.is_revoked:
        return
    reused = RefreshReused(
        county=county_of(session.person_id), person_id=session.person_id, session_id=session.id
    )
    told = outbox([reused], parts.clock)
    parts.storage.commit(parts.store.keep_session(session.revoked(), told))
