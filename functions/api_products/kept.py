"""The dossier of an application's decision, for those who may see the application."""

from __future__ import annotations

import json
from typing import Any

from nongxin.kernel.errors import Rule
from nongxin.kernel.identity import Principal
from nongxin.parts import Parts


class NotDecided(Rule):
    code = "application-not-decided"
    zh = "该申请尚未作出决策"
    en = "The application is not decided yet"


def kept_decision(application_id: str, by: Principal, p: Parts) -> dict[str, Any]:
    """Raises Missing out of reach, or NotDecided."""
    # Lending is only for this question: no other route's cold start should wait for it.
    from nongxin.lending.applications.read_application import application_in_reach
    from nongxin.lending.approval.dossiers import DECISIONS

    application = application_in_reach(application_id, by, p.applications)
    verdict = application.verdict
    if verdict is None or not verdict.decision_sha256:
        raise NotDecided()
    text = p.evidence.read(DECISIONS, application.parties.county, verdict.decision_sha256)
    kept: dict[str, Any] = json.loads(text)
    return kept
