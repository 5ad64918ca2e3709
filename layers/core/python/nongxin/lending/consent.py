"""Consent (授权): what the applicant agreed to, to which wording, when. Immutable once given.

征信业管理条例 art. 18: a credit report is asked for only with the person's written consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from nongxin.kernel.errors import Rule

CREDIT_QUERY = "credit_query"
CURRENT_TEXT = "credit_consent.v1"


class ConsentNeeded(Rule):
    code = "consent-needed"
    zh = "申请贷款须先授权查询征信（授权书版本“{version}”）"
    en = "To apply, consent to the credit report (text {version})"


@dataclass(frozen=True)
class Consent:
    """`text_sha256` pins the wording that was shown."""

    kind: str
    text: str
    text_sha256: str
    given_at: datetime


def credit_consent(agreed: bool, text: str, at: datetime) -> Consent:
    """The consent to a credit report for one application. Raises ConsentNeeded."""
    if not agreed or text != CURRENT_TEXT:
        raise ConsentNeeded(version=CURRENT_TEXT)
    return Consent(CREDIT_QUERY, text, sha256(consent_text(text).encode()).hexdigest(), at)


@lru_cache
def consent_text(version: str) -> str:
    """The wording of a version, as it ships."""
    folder = resources.files("nongxin.lending") / "templates"
    return (folder / f"{version}.txt").read_text("utf-8")
