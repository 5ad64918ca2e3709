"""A partner: who it is, which counties it works in, what it tells us and hears, and its secrets.

It signs what it sends with one secret and checks what we send with another: a message of ours that
comes back to us is nobody's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.partners.signature import check_secret

KIND_OF_ID = "pt"
LONGEST_OVERLAP = timedelta(days=7)
# More than this many at once would make a message's headers long (assumed).
MOST_SECRETS = 4
# What a partner may hear of the loans that came through it.
NEWS = (
    "application.decided",
    "loan.disbursed",
    "repayment.due",
    "repayment.received",
    "repayment.overdue",
    "limit.changed",
)
STATUS_WORDS: Names = {"active": ("合作中", "active"), "suspended": ("暂停合作", "suspended")}


class PartnerSuspended(Denied):
    code = "partner-suspended"
    zh = "该合作方已暂停合作"
    en = "This partner is suspended"


class PartnerStatusSame(Conflict):
    code = "partner-status-same"
    zh = "合作方已是“{status}”状态"
    en = "This partner is {status} already"
    words: ClassVar[Words] = {"status": STATUS_WORDS}


class CallbackNotAllowed(Rule):
    code = "callback-not-allowed"
    zh = "回调地址不在该合作方的许可名单内"
    en = "The call-back address is not on the partner's allow-list"


class TooManySecrets(Conflict):
    code = "partner-secrets-too-many"
    zh = "同时有效的签名密钥不得超过{most}个，请待旧密钥失效"
    en = "No more than {most} secrets are good at once: wait until one has run out"


class SecretKnown(Conflict):
    """One that counts or counted, of either direction: a message would be good when it comes back,
    and a secret that was ended again.
    """

    code = "webhook-secret-known"
    zh = "该签名密钥已使用过，请另行生成"
    en = "This secret is or was in use: make another one"


class Status(Enum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Direction(Enum):
    IN = "in"  # the partner signs, we check
    OUT = "out"  # we sign, the partner checks


@value
class Secret:
    """`until` is the Unix second at which it stops counting, 0 while it is the newest."""

    direction: Direction
    text: str
    until: int = 0

    def is_good(self, now: datetime) -> bool:
        return not self.until or now.timestamp() < self.until


@value
class Company:
    """The legal entity behind the partner; `credit_code` is its 统一社会信用代码."""

    name: str
    credit_code: str


@value
class Reach:
    """What a partner may do: where, which kinds of event it sends and hears, whom we call back.

    `callback` is the address in use, of those allowed; "" for a partner that hears nothing.
    `api_key_id`: the gateway's id of the key whose quota is the partner's; "" where keys are not
    asked for. Raises CallbackNotAllowed.
    """

    counties: tuple[str, ...]
    kinds_in: tuple[str, ...] = ()
    kinds_out: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    callback: str = ""
    api_key_id: str = ""

    def __post_init__(self) -> None:
        if self.callback and self.callback not in self.callbacks:
            raise CallbackNotAllowed()


@value
class Partner:
    id: str
    name: str
    company: Company
    reach: Reach
    status: Status = Status.ACTIVE
    reason: str = ""
    secrets: tuple[Secret, ...] = ()
    version: int = 0

    @property
    def county(self) -> str:
        """Where its records lie; it may work elsewhere as well."""
        return county_of(self.id, KIND_OF_ID)

    @property
    def is_active(self) -> bool:
        return self.status is Status.ACTIVE

    def serves(self, county: str) -> bool:
        return county in self.reach.counties

    def hears(self, kind: str, county: str) -> bool:
        """Whether news of a kind from a county is the partner's to hear."""
        return kind in self.reach.kinds_out and self.serves(county)

    def check_active(self) -> None:
        """Raises PartnerSuspended."""
        if not self.is_active:
            raise PartnerSuspended()

    def good_secrets(self, direction: Direction, now: datetime) -> list[str]:
        """Newest first."""
        good = [s.text for s in self.secrets if s.direction is direction and s.is_good(now)]
        return good[::-1]

    def changed(self, name: str, reach: Reach) -> Partner:
        return replace(self, name=name, reach=reach)

    def turned(self, status: Status, reason: str) -> Partner:
        """Raises PartnerStatusSame."""
        if status is self.status:
            raise PartnerStatusSame(status=status.value)
        return replace(self, status=status, reason=reason)

    def with_secret(self, fresh: Secret, overlap: timedelta, now: datetime) -> Partner:
        """A new secret; those before it in its direction count for `overlap` longer, at most.

        Without an overlap they end now, however many they are. Raises SecretInvalid, SecretKnown,
        TooManySecrets.
        """
        check_secret(fresh.text)
        if any(s.text == fresh.text for s in self.secrets):
            raise SecretKnown()
        end = int((now + min(overlap, LONGEST_OVERLAP)).timestamp())
        ending = [_ending(s, end) if s.direction is fresh.direction else s for s in self.secrets]
        kept = [s for s in ending if s.is_good(now)]
        if sum(s.direction is fresh.direction for s in kept) >= MOST_SECRETS:
            raise TooManySecrets(most=MOST_SECRETS)
        return replace(self, secrets=(*kept, fresh))


def _ending(secret: Secret, end: int) -> Secret:
    return replace(secret, until=min(secret.until or end, end))
