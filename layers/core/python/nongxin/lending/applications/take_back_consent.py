"""Take back the consent to a credit report (撤回授权, 个人信息保护法 art. 15): none is read any more.

The consent stays as it was given, and what was read under it; the withdrawal is a row beside it.
"""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.lending.applications.consent import CREDIT_QUERY
from nongxin.lending.applications.consent_store import DynamoConsents
from nongxin.lending.applications.desk import Desk


def take_back_consent(
    application_id: str, by: Principal, desk: Desk, consents: DynamoConsents
) -> Outcome:
    """Raises Missing for anybody but the borrower, and where there is no live consent."""
    application = desk.read(application_id)
    if by.id != application.parties.borrower_id:
        raise Missing()
    if consents.papers(application, CREDIT_QUERY).consent is None:
        raise Missing()
    now = desk.clock.now()
    answer = {"application_id": application_id, "taken_back_at": stamp(now)}
    return Outcome(answer, [consents.take_back(application, CREDIT_QUERY, now)])
