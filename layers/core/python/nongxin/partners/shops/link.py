"""A merchant's consent to a platform (平台授权), given in the bank's own app and taken back there."""

from __future__ import annotations

from datetime import datetime

from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.partners.shops.merchant import MerchantKey


class PlatformConsentNeeded(Rule):
    code = "platform-consent-needed"
    zh = "请先阅读并同意平台授权书（版本“{version}”）"
    en = "Read and agree to the platform consent first (text {version})"


@value
class Link:
    """`text` is the wording's version that was agreed to."""

    person_id: str
    key: MerchantKey
    text: str
    given_at: datetime
    taken_back_at: datetime | None = None
    version: int = 0

    @property
    def is_live(self) -> bool:
        return self.taken_back_at is None
