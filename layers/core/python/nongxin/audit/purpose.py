"""Why personal data is read (个人信息保护法 art. 6: 明确、合理的目的), and who may say so."""

from __future__ import annotations

from enum import StrEnum

from nongxin.kernel.errors import Denied, Malformed
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.wording import Words


class Purpose(StrEnum):
    """`service` is what a counter does for somebody who stands there."""

    SERVICE = "service"
    LOAN = "loan"
    ARCHIVE = "archive"
    RISK = "risk"
    COMPLAINT = "complaint"
    AUDIT = "audit"


_APPROVERS = frozenset({Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER})
_SERVING = frozenset({Role.TELLER, Role.OFFICER}) | _APPROVERS
_WHOSE = {
    Purpose.SERVICE: _SERVING,
    Purpose.LOAN: frozenset({Role.OFFICER}) | _APPROVERS,
    Purpose.ARCHIVE: frozenset({Role.OFFICER, Role.COUNTY_APPROVER}),
    Purpose.RISK: _APPROVERS,
    Purpose.COMPLAINT: _SERVING,
    Purpose.AUDIT: frozenset({Role.AUDITOR}),
}
NAMES: Words = {
    "purpose": {
        "service": ("柜面服务", "service"),
        "loan": ("贷款调查审批", "a loan"),
        "archive": ("建档评议", "an archive"),
        "risk": ("风险监测", "risk"),
        "complaint": ("投诉处理", "a complaint"),
        "audit": ("审计检查", "an audit"),
    }
}


class PurposeNeeded(Malformed):
    code = "purpose-needed"
    zh = "查询个人信息须注明用途（purpose）"
    en = "Say what personal data is read for (purpose)"


class PurposeNotYours(Denied):
    code = "purpose-not-yours"
    zh = "您的岗位不得以“{purpose}”为由查询个人信息"
    en = "Your role does not read personal data for {purpose}"
    words = NAMES


def purpose_of(text: str | None, by: Principal) -> Purpose:
    """Raises PurposeNeeded or PurposeNotYours."""
    try:
        purpose = Purpose(text or "")
    except ValueError:
        raise PurposeNeeded() from None
    if by.role not in _WHOSE[purpose]:
        raise PurposeNotYours(purpose=purpose.value)
    return purpose
