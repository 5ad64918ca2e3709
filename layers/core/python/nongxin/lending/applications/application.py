"""An application for a loan and the steps it may take; every step returns the next application.

submitted -> deciding -> offered -> signed -> disbursed, by way of `referred` where people decide;
or it ends as declined, withdrawn or expired. `parked` waits for someone to mend a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from nongxin.kernel.errors import Malformed
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.referral import Level, Opinion, Proposal, Referral
from nongxin.lending.applications.status import (
    ENDED,
    NotApproved,
    ReferralOpen,
    Status,
    StepNotAllowed,
)

_WITHDRAWABLE = (Status.SUBMITTED, Status.DECIDING, Status.REFERRED, Status.OFFERED)
_PARKABLE = (*_WITHDRAWABLE, Status.SIGNED)


@value
class Verdict:
    """What the decision said. Facts and decision lie elsewhere under their hash; here are only
    codes.
    """

    outcome: str
    reasons: tuple[str, ...]
    facts_sha256: str
    decision_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    score: int | None = None
    grade: str = ""
    limit_fen: int = 0


@value
class Ending:
    status: Status
    at: datetime
    reasons: tuple[str, ...] = ()


@value
class Wish:
    """What the applicant asks for: fen, months, a method's code, a purpose of the product's list;
    `first_fen` is what they need of it at first, the rest in tranches (0: all at once).
    """

    product: str
    amount_fen: int
    term_months: int
    method: str
    purpose: str
    first_fen: int = 0


@value
class Parties:
    """Who it is about and who handled it; `captured_by`: the officer of the household's archive."""

    county: str
    entity: str
    borrower_id: str
    household_id: str
    applied_by: str
    captured_by: str

    def barred(self) -> tuple[tuple[str, str], ...]:
        """Those who may not judge the application, with the part they had in it."""
        return (
            (self.borrower_id, "borrower"),
            (self.applied_by, "applicant"),
            (self.captured_by, "archive officer"),
        )


@value
class Application:
    """`version` rises with every step (optimistic locking); `attempt` with every
    workflow started.
    """

    id: str
    parties: Parties
    wish: Wish
    submitted_at: datetime
    status: Status = Status.SUBMITTED
    attempt: int = 0
    version: int = 1
    verdict: Verdict | None = None
    referral: Referral | None = None
    offer: Offer | None = None
    signed_at: datetime | None = None
    signed_with: str = ""  # the command that signed, so that its repetition is known
    loan_id: str | None = None
    parked_from: Status | None = None
    fault: str = ""
    ended: Ending | None = None
    checkout: Checkout | None = None

    @property
    def term_days(self) -> int:
        """Of an order loan; 0 of all others, whose term is in months."""
        return self.checkout.term_days if self.checkout else 0

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    def is_over(self, at: datetime) -> bool:
        """Nothing can come of it any more: ended, or its offer has lapsed and only waits to be
        closed.
        """
        lapsed = self.status is Status.OFFERED and self._standing_offer().valid_until <= at
        return self.is_ended or lapsed

    def attempted(self) -> Application:
        """Another run of the workflow begins; a parked one goes back to where it stood.

        Allowed in every state but an ended one: the record, not the run, holds what has happened.
        """
        self._must_be("start", *(s for s in Status if s not in ENDED))
        status = self.parked_from if self.status is Status.PARKED else self.status
        status = Status.DECIDING if status in (None, Status.SUBMITTED) else status
        return self._step(status=status, attempt=self.attempt + 1, parked_from=None, fault="")

    def judged(self, verdict: Verdict) -> Application:
        """The decision is known; what follows from it is another step."""
        self._must_be("judge", Status.DECIDING)
        return self._step(verdict=verdict)

    def referred(
        self, proposal: Proposal, demands: tuple[Level, int], answer_by: datetime
    ) -> Application:
        """To the officers. `demands` is Authority.demands(amount)."""
        self._must_be("refer", Status.DECIDING)
        level, approvals_needed = demands
        referral = Referral(proposal, level, approvals_needed, answer_by, self.parties.barred())
        return self._step(status=Status.REFERRED, referral=referral)

    def with_opinion(self, by: Principal, opinion: Opinion, proposal_number: int) -> Application:
        """Raises also what Referral.with_opinion raises. The answer: `referral.answer`."""
        referral = self._open_referral("opinion")
        return self._step(referral=referral.with_opinion(by, opinion, proposal_number))

    def with_proposal(self, by: Principal, proposal: Proposal) -> Application:
        """Officers change what is proposed; every opinion so far is void."""
        referral = self._open_referral("proposal")
        return self._step(referral=referral.with_proposal(by, proposal))

    def escalated(self, answer_by: datetime, at: datetime) -> Application:
        """One level up when time has run out. Raises ReferralOpen, ReferralAnswered."""
        referral = self._open_referral("escalate")
        self._must_be_unanswered(at)
        return self._step(referral=referral.escalated(answer_by))

    def offered(self, offer: Offer) -> Application:
        """Straight from the decision, or once the officers have approved. Raises NotApproved."""
        self._must_be("offer", Status.DECIDING, Status.REFERRED)
        if self.status is Status.REFERRED and self._open_referral("offer").answer != "approved":
            raise NotApproved()
        return self._step(status=Status.OFFERED, offer=offer)

    def signed(self, contract_sha256: str, at: datetime, signed_with: str = "") -> Application:
        """Raises OfferExpired, ContractDiffers."""
        self._must_be("sign", Status.OFFERED)
        self._standing_offer().must_be_signable(contract_sha256, at)
        return self._step(status=Status.SIGNED, signed_at=at, signed_with=signed_with)

    def disbursed(self, loan_id: str, at: datetime) -> Application:
        self._must_be("disburse", Status.SIGNED)
        return self._end(Status.DISBURSED, at)._keep(loan_id=loan_id)

    def declined(self, reasons: tuple[str, ...], at: datetime) -> Application:
        """By rule or by the officers; the applicant is owed the reasons. Raises
        Malformed if none.
        """
        self._must_be("decline", Status.DECIDING, Status.REFERRED)
        if not reasons:
            raise Malformed(reason="a refusal gives its reasons")
        return self._end(Status.DECLINED, at, reasons)

    def withdrawn(self, at: datetime) -> Application:
        """By the applicant, at any time before signing, even while a fault holds it up."""
        self._must_be("withdraw", *_WITHDRAWABLE, Status.PARKED)
        if self.parked_from is Status.SIGNED:
            raise StepNotAllowed(status=Status.SIGNED.value, step="withdraw")
        return self._end(Status.WITHDRAWN, at)

    def expired(self, at: datetime) -> Application:
        """An offer nobody signed, or a referral nobody answered.

        Raises OfferStillValid, ReferralOpen, ReferralAnswered.
        """
        self._must_be("expire", Status.OFFERED, Status.REFERRED)
        if self.status is Status.OFFERED:
            self._standing_offer().must_be_over(at)
        else:
            self._must_be_unanswered(at)
        return self._end(Status.EXPIRED, at)

    def parked(self, fault: str) -> Application:
        """A workflow gave up on it: it waits, with the fault's code, for ops to start it again."""
        self._must_be("park", *_PARKABLE)
        return self._step(status=Status.PARKED, parked_from=self.status, fault=fault)

    def _must_be(self, step: str, *allowed: Status) -> None:
        if self.status not in allowed:
            raise StepNotAllowed(status=self.status.value, step=step)

    def _open_referral(self, step: str) -> Referral:
        self._must_be(step, Status.REFERRED)
        if self.referral is None:
            raise ValueError("a referred application holds its referral")
        return self.referral

    def _must_be_unanswered(self, at: datetime) -> None:
        referral = self._open_referral("escalate")
        referral.must_be_open()
        if at < referral.answer_by:
            raise ReferralOpen(answer_by=referral.answer_by.isoformat())

    def _standing_offer(self) -> Offer:
        if self.offer is None:
            raise ValueError("an offered application holds its offer")
        return self.offer

    def _end(self, status: Status, at: datetime, reasons: tuple[str, ...] = ()) -> Application:
        return self._step(status=status, ended=Ending(status, at, reasons))

    def _step(self, **changes: Any) -> Application:
        return replace(self, version=self.version + 1, **changes)

    def _keep(self, **changes: Any) -> Application:
        """More of the same step: the version has risen already."""
        return replace(self, **changes)
