"""A challenge (短信验证): a six-digit code on its way to a person's phone, once, for five minutes."""

from __future__ import annotations

import secrets
from dataclasses import replace
from enum import Enum

from nongxin.kernel.value import value

CODE_DIGITS = 6
CODE_SECONDS = 300


class Purpose(Enum):
    SIGN_IN = "sign_in"
    ENROLMENT = "enrolment"
    STEP_UP = "step_up"


@value
class Challenge:
    """`code_index` is the keyed hash of the code, never the code.

    `is_sound` is False where the person did not prove to be who they say: no code will ever fit.
    `subject` is the digest to sign (step-up), `session` the session that asked for it, `phone` the
    sealed phone that an enrolment proves.
    """

    id: str
    purpose: Purpose
    person_id: str
    code_index: str
    ends_at: int
    is_sound: bool = True
    subject: str = ""
    session: str = ""
    phone: str = ""
    is_used: bool = False
    version: int = 0

    def is_open(self, purpose: Purpose, now: int) -> bool:
        """Whether a code may still be tried; expiry goes by the clock, not by the clean-up."""
        return self.purpose is purpose and not self.is_used and now < self.ends_at

    def used(self) -> Challenge:
        return replace(self, is_used=True)


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
