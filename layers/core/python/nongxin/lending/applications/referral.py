"""Referral to people: who must look, who may not, and what their opinions add up to.

Four eyes: nobody gives two opinions on one proposal, and nobody who applied, captured the
household's archive, borrows, or wrote the proposal gives any.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words


class Level(StrEnum):
    """Whose signature must be among the approvals."""

    OFFICER = "officer"
    COUNTY = "county"
    PROVINCE = "province"

    @property
    def next(self) -> Level:
        """The level an unanswered referral escalates to; the province is the last."""
        return Level.COUNTY if self is Level.OFFICER else Level.PROVINCE


# A higher approver may always stand in for a lower one.
_STANDING = {Role.OFFICER: 1, Role.COUNTY_APPROVER: 2, Role.PROVINCIAL_APPROVER: 3}
_REQUIRED = {Level.OFFICER: 1, Level.COUNTY: 2, Level.PROVINCE: 3}


class NotAnApprover(Denied):
    code = "not-an-approver"
    zh = "您的岗位无权审批贷款"
    en = "Your role does not approve loans"


class FourEyes(Denied):
    code = "four-eyes"
    zh = "同一申请须由不同人员办理，您已参与该申请：{part}"
    en = "Another person must decide: you already took part as {part}"
    words: ClassVar[Words] = {
        "part": {
            "borrower": ("借款人", "borrower"),
            "applicant": ("申请人", "applicant"),
            "archive officer": ("建档人员", "archive officer"),
            "proposer": ("方案拟定人", "proposer"),
            "approver": ("审批人", "approver"),
        }
    }


class ReferralAnswered(Conflict):
    code = "referral-answered"
    zh = "该审批已有结论：{answer}"
    en = "This referral is already answered: {answer}"
    words: ClassVar[Words] = {
        "answer": {"approved": ("同意", "approved"), "rejected": ("否决", "rejected")}
    }


class ProposalChanged(Conflict):
    code = "proposal-changed"
    zh = "审批方案已变更，请刷新后重新审批"
    en = "The proposal has changed: read it again before deciding"


@value
class Proposal:
    """What the officers are asked to approve: fen, an annual fraction, months, a method's code."""

    amount_fen: int
    rate_annual: Decimal
    term_months: int
    method: str
    number: int = 1  # rises with every change, so that an opinion names what it is about


@value
class Opinion:
    officer_id: str
    role: Role
    approves: bool
    note: str
    at: datetime


@value
class Authority:
    """What an entity may decide alone, in fen (an entity's parameter)."""

    one_officer_max_fen: int
    entity_max_fen: int

    def demands(self, amount_fen: int) -> tuple[Level, int]:
        """(level, number of approvals) for an amount in fen."""
        if amount_fen <= self.one_officer_max_fen:
            return Level.OFFICER, 1
        if amount_fen <= self.entity_max_fen:
            return Level.OFFICER, 2
        return Level.COUNTY, 2


@value
class Referral:
    """One referral of one application. `barred` maps a person's id to the part they had in it;
    `sealed_notes` is what officers wrote, as it is stored: few that handle a case may read it.
    """

    proposal: Proposal
    level: Level
    approvals_needed: int
    answer_by: datetime
    barred: tuple[tuple[str, str], ...]
    opinions: tuple[Opinion, ...] = ()
    sealed_notes: str = ""

    @property
    def answer(self) -> str | None:
        """Is it "approved", "rejected" or, while officers are still to be heard, None?"""
        if any(not o.approves for o in self.opinions):
            return "rejected"
        if len(self.opinions) < self.approvals_needed or not self._high_enough():
            return None
        return "approved"

    def with_opinion(self, by: Principal, opinion: Opinion, proposal_number: int) -> Referral:
        """One more opinion by an officer.

        Raises NotAnApprover, ReferralAnswered, ProposalChanged, FourEyes.
        """
        if by.role not in _STANDING:
            raise NotAnApprover()
        self.must_be_open()
        if proposal_number != self.proposal.number:
            raise ProposalChanged()
        self._must_be_uninvolved(by.id)
        return replace(self, opinions=(*self.opinions, opinion))

    def with_proposal(self, by: Principal, proposal: Proposal) -> Referral:
        """Another proposal in place of this one: it voids every opinion given so far.

        Who writes it may not approve it. Raises NotAnApprover, ReferralAnswered, FourEyes.
        """
        if by.role not in _STANDING:
            raise NotAnApprover()
        self.must_be_open()
        renumbered = replace(proposal, number=self.proposal.number + 1)
        barred = (*self.barred, (by.id, "proposer"))
        return replace(self, proposal=renumbered, barred=barred, opinions=(), sealed_notes="")

    def escalated(self, answer_by: datetime) -> Referral:
        """The same referral one level up; opinions stand. Raises ReferralAnswered."""
        self.must_be_open()
        return replace(self, level=self.level.next, answer_by=answer_by)

    def must_be_open(self) -> None:
        """Raises ReferralAnswered."""
        if self.answer is not None:
            raise ReferralAnswered(answer=self.answer)

    def _high_enough(self) -> bool:
        return max(_STANDING[o.role] for o in self.opinions) >= _REQUIRED[self.level]

    def _must_be_uninvolved(self, officer_id: str) -> None:
        for person_id, part in self.barred:
            if person_id == officer_id:
                raise FourEyes(part=part)
        if any(o.officer_id == officer_id for o in self.opinions):
            raise FourEyes(part="approver")
