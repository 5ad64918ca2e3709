"""Send a code, judge a code: the step that sign-in, enrolment and step-up share."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence

from nongxin.access.attempts import Attempts, What, kind_of
from nongxin.access.challenge import CODE_SECONDS, Challenge, Purpose, new_code
from nongxin.access.count_attempt import cleared, count_attempt, counted
from nongxin.access.ports import AccessParts, settled
from nongxin.access.problems import WrongCode
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
class Ask:
    """`phone` in clear; `keeps_phone` where the answer will have to know it."""

    purpose: Purpose
    person_id: str
    phone: str
    is_sound: bool = True
    subject: str = ""
    session: str = ""
    keeps_phone: bool = False


def _nothing() -> Sequence[Write]:
    return ()


def send_challenge(
    ask: Ask, parts: AccessParts, also: Callable[[], Sequence[Write]] = _nothing
) -> Challenge:
    """Commits the challenge (with what `also` says) and sends its code; raises Locked or Busy."""
    code = new_code()
    challenge = _challenge(ask, code, parts)
    sent = kind_of(What.SENT, ask.purpose.value)

    def commit(lately: bool) -> None:
        count = counted(ask.person_id, sent, parts, lately=lately)
        parts.storage.commit(parts.store.keep_challenge(challenge), count, *also())

    settled(commit)
    template, facts = _message(challenge, code)
    parts.texts.send(ask.phone, template, facts, challenge.id)
    return challenge


def _message(challenge: Challenge, code: str) -> tuple[str, dict[str, str]]:
    """Of a challenge that is not sound the owner of the phone learns just that, and no code."""
    if not challenge.is_sound:
        return "enrolment-mismatch", {}
    facts = {"code": code, "minutes": str(CODE_SECONDS // 60), "digest": challenge.subject[:8]}
    return f"code-{challenge.purpose.value}", facts


def judge_code(challenge: Challenge, code: str, parts: AccessParts) -> Attempts:
    """Of an open challenge; answers the count. Raises WrongCode, Locked after five wrong ones."""
    kind = kind_of(What.CODE, challenge.purpose.value)
    count = count_attempt(challenge.person_id, kind, parts)
    right = hmac.compare_digest(challenge.code_index, _index(challenge.id, code, parts))
    if not right or not challenge.is_sound:
        raise WrongCode()
    return count


def open_challenge(
    challenge_id: str, purpose: Purpose, parts: AccessParts, *, lately: bool = False
) -> Challenge:
    """The challenge as it is now; raises WrongCode once it is used, too old or not there."""
    try:
        challenge = parts.store.challenge(challenge_id, lately=lately)
    except (Missing, CountyNotServed):
        challenge = None
    if challenge is None or not challenge.is_open(purpose, parts.now):
        raise WrongCode()
    return challenge


def closing(challenge: Challenge, parts: AccessParts) -> list[Write]:
    """Use up a challenge whose code was right; its person's counts begin anew."""
    writes = [parts.store.keep_challenge(challenge.used())]
    for what in (What.CODE, What.SENT):
        kind = kind_of(what, challenge.purpose.value)
        writes += cleared(challenge.person_id, kind, parts)
    return writes


def _challenge(ask: Ask, code: str, parts: AccessParts) -> Challenge:
    identifier = new_id("ch", county_of(ask.person_id), parts.clock)
    kept = parts.store.seal_phone(ask.phone, ask.person_id) if ask.keeps_phone else ""
    return Challenge(
        id=identifier,
        purpose=ask.purpose,
        person_id=ask.person_id,
        code_index=_index(identifier, code, parts),
        ends_at=parts.now + CODE_SECONDS,
        is_sound=ask.is_sound,
        subject=ask.subject,
        session=ask.session,
        phone=kept,
    )


def _index(challenge_id: str, code: str, parts: AccessParts) -> str:
    return parts.vault.blind("code", f"{challenge_id}:{code}")
