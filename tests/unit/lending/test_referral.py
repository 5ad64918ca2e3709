from __future__ import annotations

from datetime import timedelta

import pytest

from nongxin.kernel.identity import Role
from nongxin.lending.applications.referral import (
    Authority,
    FourEyes,
    Level,
    NotAnApprover,
    ProposalChanged,
    Referral,
    ReferralAnswered,
)
from tests.unit.lending.examples import NOW, a_proposal, a_referred, an_officer, an_opinion

AUTHORITY = Authority(one_officer_max_fen=10_000_000, entity_max_fen=20_000_000)


def a_referral(level: Level = Level.OFFICER, approvals: int = 2) -> Referral:
    referral = a_referred(level, approvals).referral
    assert referral is not None
    return referral


def approve(referral: Referral, person: str, role: Role = Role.OFFICER) -> Referral:
    officer = an_officer(person, role)
    return referral.with_opinion(officer, an_opinion(officer), referral.proposal.number)


@pytest.mark.parametrize(
    ("amount_fen", "demands"),
    [
        (10_000_000, (Level.OFFICER, 1)),
        (10_000_001, (Level.OFFICER, 2)),
        (20_000_000, (Level.OFFICER, 2)),
        (20_000_001, (Level.COUNTY, 2)),
    ],
)
def test_the_amount_says_who_must_look(amount_fen: int, demands: tuple[Level, int]) -> None:
    assert AUTHORITY.demands(amount_fen) == demands


def test_an_officer_is_heard_once() -> None:
    with pytest.raises(FourEyes):
        approve(approve(a_referral(), "st_1"), "st_1")


@pytest.mark.parametrize("person", ["pn_1", "st_archive"])
def test_who_took_part_does_not_judge(person: str) -> None:
    with pytest.raises(FourEyes):
        approve(a_referral(), person)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.TELLER, Role.AUDITOR, Role.OPS])
def test_only_approvers_approve(role: Role) -> None:
    with pytest.raises(NotAnApprover):
        approve(a_referral(), "st_1", role)


def test_above_the_entity_a_county_approver_is_among_them() -> None:
    two = approve(approve(a_referral(Level.COUNTY), "st_1"), "st_2")
    assert two.answer is None
    assert approve(two, "st_3", Role.COUNTY_APPROVER).answer == "approved"


def test_a_higher_approver_may_stand_in() -> None:
    one = approve(a_referral(Level.COUNTY), "st_1")
    assert approve(one, "st_2", Role.PROVINCIAL_APPROVER).answer == "approved"


def test_escalation_ends_at_the_province_and_keeps_opinions() -> None:
    later = NOW + timedelta(days=9)
    referral = approve(a_referral(), "st_1")
    for level in (Level.COUNTY, Level.PROVINCE, Level.PROVINCE):
        referral = referral.escalated(later)
        assert referral.level is level
    assert approve(referral, "st_2").answer is None
    assert approve(referral, "st_2", Role.PROVINCIAL_APPROVER).answer == "approved"


def test_one_rejection_answers() -> None:
    officer = an_officer()
    rejected = a_referral().with_opinion(officer, an_opinion(officer, approves=False), 1)
    assert rejected.answer == "rejected"
    with pytest.raises(ReferralAnswered):
        approve(rejected, "st_2")


def test_another_proposal_voids_what_was_approved() -> None:
    referral = approve(a_referral(), "st_1")
    changed = referral.with_proposal(an_officer("st_2"), a_proposal(amount_fen=8_000_000))
    assert (changed.opinions, changed.proposal.number) == ((), 2)
    with pytest.raises(FourEyes):
        approve(changed, "st_2")
    assert approve(approve(changed, "st_1"), "st_3").answer == "approved"


def test_an_opinion_on_the_old_proposal_is_refused() -> None:
    officer = an_officer("st_3")
    changed = a_referral().with_proposal(an_officer("st_2"), a_proposal())
    with pytest.raises(ProposalChanged):
        changed.with_opinion(officer, an_opinion(officer), 1)


def test_only_an_approver_changes_the_proposal() -> None:
    with pytest.raises(NotAnApprover):
        a_referral().with_proposal(an_officer("pn_1", Role.CUSTOMER), a_proposal())


def test_a_role_is_kept_with_the_opinion() -> None:
    assert approve(a_referral(), "st_1").opinions[0].role is Role.OFFICER
