"""The decision as a noun: outcome, who decides if not the machine, terms, reasons, versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from nongxin.decisions.reasons import Reason
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.products.request import LoanRequest
from nongxin.products.terms import ProductTerms

# Whose approvals a level needs, each by another person. Manual and above are four eyes.
APPROVALS: Mapping[str, tuple[str, ...]] = {
    "quick": ("officer",),
    "manual": ("officer", "officer"),
    "county": ("officer", "county_approver"),
    "provincial": ("county_approver", "provincial_approver"),
}
LEVELS = tuple(APPROVALS)


def escalated(level: str) -> str:
    """The next level up; the province keeps what it has."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


class Referral(NamedTuple):
    """Who is to decide: a level, and the roles whose approvals it needs."""

    level: str
    approvals: tuple[str, ...]

    @classmethod
    def to(cls, level: str) -> Referral:
        return cls(level, APPROVALS[level])


class Case(NamedTuple):
    """What is decided on: a request under an entity's terms, applied for at an instant.

    `on` is the business date; rules, cards and rates of that day apply. `draw` (0..9999, see
    `decide.draw_of`) picks the share of approvals that an officer reviews; None picks none.
    """

    application: str
    request: LoanRequest
    terms: ProductTerms
    applied_at: datetime
    on: date
    draw: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "application": self.application,
            "request": self.request.to_json(),
            "terms": self.terms.to_json(),
            "applied_at": stamp(self.applied_at),
            "on": self.on.isoformat(),
            "draw": self.draw,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Case:
        return cls(
            application=data["application"],
            request=LoanRequest.from_json(data["request"]),
            terms=ProductTerms.from_json(data["terms"]),
            applied_at=parse_stamp(data["applied_at"]),
            on=date.fromisoformat(data["on"]),
            draw=data["draw"],
        )


class Decision(NamedTuple):
    """An answer. `amount_fen` is offered (offer), proposed to officers (refer) or 0 (decline).

    `rate_annual` is a Decimal fraction. `asks` names facts to complete. `working` shows how limit,
    price and scores came about; `versions` names every version used.
    """

    application: str
    outcome: str
    referral: Referral | None
    amount_fen: int
    limit_fen: int
    term_months: int
    rate_annual: Decimal
    grade: str
    score: int
    fraud_score: int
    reasons: tuple[Reason, ...]
    asks: tuple[str, ...]
    decided_on: date
    valid_until: date
    working: Mapping[str, Any]
    versions: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "application": self.application,
            "outcome": self.outcome,
            "referral": self.referral.level if self.referral else None,
            "approvals": list(self.referral.approvals) if self.referral else [],
            "amount_fen": self.amount_fen,
            "limit_fen": self.limit_fen,
            "term_months": self.term_months,
            "rate_annual": str(self.rate_annual),
            "grade": self.grade,
            "score": self.score,
            "fraud_score": self.fraud_score,
            "reasons": [reason.to_json() for reason in self.reasons],
            "asks": list(self.asks),
            "decided_on": self.decided_on.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "working": dict(self.working),
            "versions": dict(self.versions),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        return cls(
            application=data["application"],
            outcome=data["outcome"],
            referral=Referral.to(data["referral"]) if data["referral"] else None,
            amount_fen=int(data["amount_fen"]),
            limit_fen=int(data["limit_fen"]),
            term_months=int(data["term_months"]),
            rate_annual=Decimal(data["rate_annual"]),
            grade=data["grade"],
            score=int(data["score"]),
            fraud_score=int(data["fraud_score"]),
            reasons=tuple(Reason.from_json(r) for r in data["reasons"]),
            asks=tuple(data["asks"]),
            decided_on=date.fromisoformat(data["decided_on"]),
            valid_until=date.fromisoformat(data["valid_until"]),
            working=data["working"],
            versions=data["versions"],
        )

    def canonical(self) -> bytes:
        """The one spelling of the decision: equal decisions have equal bytes."""
        return canonical(self.to_json())


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
