"""Consent (授权): what the applicant agreed to, to which wording, when. Immutable once given.

征信业管理条例 art. 18: a credit report is asked for only with the person's written consent.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from nongxin.kernel.errors import Rule
from nongxin.kernel.id_number import IdNumber, days_left
from nongxin.kernel.value import value

CREDIT_QUERY = "credit_query"
CURRENT_TEXT = "credit_consent.v1"

PLATFORM_TEXT = "platform_consent.v1"


class ConsentNeeded(Rule):
    code = "consent-needed"
    zh = "申请贷款须先授权查询征信（授权书版本“{version}”）"
    en = "To apply, consent to the credit report (text {version})"


@value
class Giver:
    """Who consents, as the bank knew them then: a report is asked for about nobody else.

    `id_valid_to` is None for a card without an end (长期).
    """

    name: str
    id_no: str
    phone: str
    id_valid_to: date | None

    def birth_date(self, today: date) -> date:
        return IdNumber.parse(self.id_no, today).birth_date

    def id_valid_days(self, today: date) -> int:
        return days_left(self.id_valid_to, today)


@value
class Consent:
    """`text_sha256` pins the wording that was shown."""

    kind: str
    text: str
    text_sha256: str
    given_at: datetime
    giver: Giver


def credit_consent(agreed: bool, text: str, at: datetime, giver: Giver) -> Consent:
    """The consent to a credit report for one application. Raises ConsentNeeded."""
    if not agreed or text != CURRENT_TEXT:
        raise ConsentNeeded(version=CURRENT_TEXT)
    shown = sha256(consent_text(text).encode()).hexdigest()
    return Consent(CREDIT_QUERY, text, shown, at, giver)


def platform_consent(text: str, at: datetime, giver: Giver) -> Consent:
    """The consent of a merchant to loans that a platform applies for: to the wording that they
    agreed to then, whichever is shown today.
    """
    shown = sha256(consent_text(text).encode()).hexdigest()
    return Consent(CREDIT_QUERY, text, shown, at, giver)


@lru_cache
def consent_text(version: str) -> str:
    """The wording of a version, as it ships."""
    folder = resources.files("nongxin.lending") / "templates"
    return (folder / f"{version}.txt").read_text("utf-8")
