"""What a decision stood on and came to (决策档案), kept as evidence; records hold only its hashes."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from nongxin.decisions.decide import decide, draw_of
from nongxin.decisions.decision import Case, Decision, canonical
from nongxin.decisions.facts import Facts
from nongxin.decisions.replay import dossier
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.value import value
from nongxin.lending.applications.application import Application, Verdict
from nongxin.lending.applications.close_application import REJECTED_BY_OFFICERS
from nongxin.lending.applications.referral import Level, Proposal
from nongxin.lending.applications.wish import request_of
from nongxin.products.factory import terms_of

FACTS, DECISIONS = "facts", "decisions"
# What an applicant is told: what spoke against them, not every warning for officers.
_TOLD = ("reject", "refer", "limit")
_LEVELS = {
    "quick": (Level.OFFICER, 1),
    "manual": (Level.OFFICER, 2),
    "county": (Level.COUNTY, 2),
    "provincial": (Level.PROVINCE, 2),
}
_BY_OFFICERS = ("经人工审批未获通过，您可要求说明理由并申请复核",
                "Declined by officers; you may ask for their reasons and a review")  # fmt: skip


@value
class Particulars:
    """Whom the facts are about, for the steps to come: the contract's other side, and who captured
    the household. The account (the borrower's oldest) is empty where there was none yet.
    """

    name: str
    id_no: str
    phone: str
    address: str
    account_id: str
    account_no: str
    captured_by: str


class Dossiers:
    def __init__(self, evidence: Evidence, *, sampling: bool = True) -> None:
        """`sampling`: a share of what the rules approve is drawn for an officer's review."""
        self._evidence = evidence
        self._sampling = sampling

    def keep_facts(self, application: Application, facts: Facts, about: Particulars) -> str:
        """The hash under which the facts lie."""
        kept = canonical({"facts": facts.to_json(), "about": asdict(about)})
        return self._evidence.keep(FACTS, application.parties.county, kept.decode())

    def about(self, application: Application, facts_ref: str) -> Particulars:
        return Particulars(**self._read(FACTS, application, facts_ref)["about"])

    def facts(self, application: Application, facts_ref: str) -> Facts:
        return Facts.from_json(self._read(FACTS, application, facts_ref)["facts"])

    def decide(self, application: Application, facts: Facts, on: date) -> tuple[str, Decision]:
        """Answers the decision and the hash of its dossier."""
        case = Case(
            application=application.id,
            request=request_of(application.wish),
            terms=terms_of(application.wish.product, application.parties.entity, on),
            applied_at=application.submitted_at,
            on=on,
            draw=draw_of(application.id) if self._sampling else None,
        )
        decision = decide(case, facts)
        kept = canonical(dossier(case, facts, decision)).decode()
        return self._evidence.keep(DECISIONS, application.parties.county, kept), decision

    def decision(self, application: Application, decision_ref: str) -> Decision:
        return Decision.from_json(self._read(DECISIONS, application, decision_ref)["decision"])

    def verdict(self, application: Application, decision_ref: str, facts_ref: str) -> Verdict:
        """The decision as the application's record keeps it."""
        decision = self.decision(application, decision_ref)
        return Verdict(
            outcome=decision.outcome,
            reasons=tuple(r.code for r in decision.reasons if r.action in _TOLD),
            facts_sha256=facts_ref,
            decision_sha256=decision_ref,
            versions={},
            score=decision.score,
            grade=decision.grade,
            limit_fen=decision.limit_fen,
        )

    def sentences(self, application: Application) -> list[tuple[str, str, str]]:
        """(code, Chinese, English) of every reason that the applicant is owed."""
        if application.verdict is None:
            return []
        decision = self.decision(application, application.verdict.decision_sha256)
        told = [(r.code, r.zh, r.en) for r in decision.reasons if r.action in _TOLD]
        if application.ended and REJECTED_BY_OFFICERS in application.ended.reasons:
            told.append((REJECTED_BY_OFFICERS, *_BY_OFFICERS))
        return told

    def _read(self, kind: str, application: Application, ref: str) -> dict[str, Any]:
        text = self._evidence.read(kind, application.parties.county, ref)
        found: dict[str, Any] = json.loads(text)
        return found


def proposal_of(decision: Decision, application: Application) -> Proposal:
    """What the decision would lend, for an offer or for officers to judge."""
    return Proposal(
        amount_fen=decision.amount_fen,
        rate_annual=decision.rate_annual,
        term_months=decision.term_months,
        method=application.wish.method,
    )


def demands_of(decision: Decision) -> tuple[Level, int]:
    """The level that must judge a referred case, and how many approvals it takes."""
    assert decision.referral is not None
    return _LEVELS[decision.referral.level]
