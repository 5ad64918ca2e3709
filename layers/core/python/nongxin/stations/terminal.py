"""A terminal (终端) and its key: made in the device, enrolled by a one-time code, rotated, revoked.

The private key never leaves the device; we hold the public one. A code is good once, for a day, and
for five tries.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from nongxin.kernel.clock import parse_stamp
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value

CODE_SECONDS = 24 * 3600
MOST_TRIES = 5
# How long an operator who signed on is believed to be there (assumed).
SHIFT = timedelta(hours=24)


class EnrolmentRefused(Rule):
    """One answer for an unknown terminal, a wrong, used or late code and a bad proof."""

    code = "enrolment-refused"
    zh = "终端注册码无效或已过期"
    en = "The terminal's enrolment code is not valid or has run out"


class KeyInvalid(Rule):
    code = "public-key-invalid"
    zh = "公钥须为32字节的 Ed25519 公钥"
    en = "A public key is 32 bytes of Ed25519 in base64url"


class AlreadyRevoked(Conflict):
    code = "terminal-already-revoked"
    zh = "该终端已被吊销"
    en = "This terminal was revoked already"


class TerminalStatus(Enum):
    EXPECTED = "expected"  # has a code, no key yet
    ACTIVE = "active"
    REVOKED = "revoked"


@value
class Code:
    """`index` is the blind index of the code, "" once it was used; `ends_at` in Unix seconds."""

    index: str = ""
    ends_at: int = 0
    tries: int = 0


@value
class Terminal:
    """`public_key` in base64url, "" until it is enrolled; `since` the stamp of that key.
    `operator_id`: who has signed on at it, or "", and `on_since` the stamp of that.
    """

    id: str
    station_id: str
    entity: str
    serial_no: str
    status: TerminalStatus = TerminalStatus.EXPECTED
    public_key: str = ""
    since: str = ""
    keys: int = 0
    code: Code = Code()
    operator_id: str = ""
    on_since: str = ""
    version: int = 0

    @property
    def county(self) -> str:
        return county_of(self.id, "tm")

    @property
    def key(self) -> bytes:
        return base64.urlsafe_b64decode(self.public_key + "=" * (-len(self.public_key) % 4))

    @property
    def is_revoked(self) -> bool:
        return self.status is TerminalStatus.REVOKED

    def takes_code(self, now: int) -> bool:
        code = self.code
        return bool(code.index) and now < code.ends_at and code.tries < MOST_TRIES

    def tried(self) -> Terminal:
        return replace(self, code=replace(self.code, tries=self.code.tries + 1))

    def with_code(self, index: str, now: int) -> Terminal:
        """A new code, also for a device that lost its key. Raises AlreadyRevoked."""
        self._check_alive()
        return replace(self, code=Code(index, now + CODE_SECONDS))

    def with_key(self, public_key: str, since: str) -> Terminal:
        """Raises AlreadyRevoked."""
        self._check_alive()
        return replace(
            self, status=TerminalStatus.ACTIVE, public_key=public_key, since=since,
            keys=self.keys + 1, code=Code(),
        )  # fmt: skip

    def with_operator(self, operator_id: str, since: str) -> Terminal:
        """Raises AlreadyRevoked."""
        self._check_alive()
        return replace(self, operator_id=operator_id, on_since=since)

    def is_served_by(self, operator_id: str, now: datetime) -> bool:
        if not operator_id or operator_id != self.operator_id:
            return False
        return now - parse_stamp(self.on_since) < SHIFT

    def revoked(self) -> Terminal:
        """For good: a device that comes back gets another number. Raises AlreadyRevoked."""
        self._check_alive()
        return replace(self, status=TerminalStatus.REVOKED, code=Code())

    def _check_alive(self) -> None:
        if self.is_revoked:
            raise AlreadyRevoked()


def enrolment_proof(terminal_id: str, code: str) -> bytes:
    """What the new key signs, to show that the device has its other half."""
    return f"enrol\n{terminal_id}\n{code}\n".encode()


def rotation_proof(terminal_id: str, nonce: str) -> bytes:
    """What the next key signs beside the request that the present one signs."""
    return f"rotate\n{terminal_id}\n{nonce}\n".encode()
