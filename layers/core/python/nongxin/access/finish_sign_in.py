"""Sign in, second step: the code is right, so a session begins."""

from __future__ import annotations

from nongxin.access.challenge import Purpose
from nongxin.access.challenge_person import closing, judge_code, open_challenge
from nongxin.access.issue_tokens import Tokens, issue_tokens
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import WrongCode
from nongxin.access.session import MOST_AT_ONCE, Session
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.records import Write


def finish_sign_in(challenge_id: str, code: str, parts: AccessParts) -> Tokens:
    """Raises WrongCode, Locked or Busy. The tokens are made before the code is used up."""
    judge_code(open_challenge(challenge_id, Purpose.SIGN_IN, parts), code, parts)
    return settled(lambda _: _begin(challenge_id, parts))


def _begin(challenge_id: str, parts: AccessParts) -> Tokens:
    challenge = open_challenge(challenge_id, Purpose.SIGN_IN, parts)
    credential = parts.store.credential(challenge.person_id)
    if credential is None:
        raise WrongCode()
    identifier = new_id("ss", county_of(credential.person_id), parts.clock)
    session, refresh = Session.begun(identifier, credential.person_id, parts.now)
    tokens = issue_tokens(credential, refresh, parts)
    room = _make_room(credential.person_id, parts)
    parts.storage.commit(parts.store.keep_session(session), *closing(challenge, parts), *room)
    return tokens


def _make_room(person_id: str, parts: AccessParts) -> list[Write]:
    """The oldest sessions end when a person would have more than ten."""
    live = [s for s in parts.store.sessions(person_id) if s.is_live(parts.now)]
    surplus = live[: max(len(live) - MOST_AT_ONCE + 1, 0)]
    return [parts.store.keep_session(session.revoked()) for session in surplus]
