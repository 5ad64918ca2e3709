"""The code is right: a token says that this person, just now, confirmed this digest."""

from __future__ import annotations

import secrets

from nongxin.access import tokens
from nongxin.access.attempts import Attempts, What, kind_of
from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.challenge_person import closing, judge_code, open_challenge
from nongxin.access.count_attempt import clearing
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import WrongCode, WrongStepUpCode
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord


def finish_step_up(person: Principal, challenge_id: str, code: str, parts: AccessParts) -> str:
    """The step-up token. Raises WrongStepUpCode (also for another's challenge), Locked or Busy."""
    try:
        challenge = open_challenge(challenge_id, Purpose.STEP_UP, parts, lately=True)
        _own(person, challenge)
        count = judge_code(challenge, code, parts)
        token = _token(person, challenge.subject, parts)
        settled(lambda lately: _close(challenge, count, parts, lately))
    except WrongCode:
        raise WrongStepUpCode() from None
    return token


def _own(person: Principal, challenge: Challenge) -> None:
    if (challenge.person_id, challenge.session) != (person.id, person.session):
        raise WrongCode()


def _close(challenge: Challenge, count: Attempts, parts: AccessParts, lately: bool) -> None:
    """What was just read and written is used as it is; if that is stale, everything is read."""
    if not lately:
        now = open_challenge(challenge.id, Purpose.STEP_UP, parts)
        parts.storage.commit(*closing(now, parts))
        return
    sent = parts.store.attempts(
        challenge.person_id, kind_of(What.SENT, challenge.purpose.value), lately=True
    )
    if not sent.failures:  # sending this very code was counted, so this lags
        raise StaleRecord()
    used = parts.store.keep_challenge(challenge.used())
    parts.storage.commit(used, *clearing(count, parts), *clearing(sent, parts))


def _token(person: Principal, digest: str, parts: AccessParts) -> str:
    now = parts.now
    claims = {
        "iss": parts.issuer,
        "aud": tokens.STEP_UP_AUDIENCE,
        "sub": person.id,
        "session": person.session,
        "digest": digest,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + tokens.STEP_UP_SECONDS,
    }
    return tokens.encode(claims, parts.key)
