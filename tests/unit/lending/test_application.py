from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nongxin.kernel.errors import Malformed, Problem
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.offer import ContractDiffers, OfferExpired, OfferStillValid
from nongxin.lending.applications.referral import Level, ReferralAnswered
from nongxin.lending.applications.status import (
    ENDED,
    NotApproved,
    ReferralOpen,
    Status,
    StepNotAllowed,
)
from tests.unit.lending.examples import (
    NOW,
    SHA,
    a_deciding,
    a_referred,
    a_verdict,
    an_application,
    an_offer,
    an_officer,
    an_opinion,
    approved_by,
)

LATER = NOW + timedelta(days=30)
SOON = NOW + timedelta(hours=1)


def an_offered() -> Application:
    return a_deciding().judged(a_verdict()).offered(an_offer())


def test_the_straight_way_from_wish_to_money() -> None:
    done = an_offered().signed(SHA, SOON).disbursed("ln_1", SOON)
    assert (done.status, done.loan_id, done.signed_at) == (Status.DISBURSED, "ln_1", SOON)
    assert done.ended is not None
    assert done.is_ended


def test_every_step_raises_the_version_by_one() -> None:
    steps = [an_application(), a_deciding(), a_deciding().judged(a_verdict()), an_offered()]
    assert [s.version for s in steps] == [1, 2, 3, 4]
    assert an_offered().signed(SHA, SOON).disbursed("ln_1", SOON).version == 6


def test_an_attempt_is_counted_when_the_workflow_starts() -> None:
    assert an_application().attempt == 0
    assert a_deciding().attempt == 1


def test_two_officers_lead_to_an_offer() -> None:
    approved = approved_by(a_referred(), an_officer("st_1"), an_officer("st_2"))
    assert approved.offered(an_offer()).status is Status.OFFERED


def test_one_officer_of_two_is_not_enough() -> None:
    with pytest.raises(NotApproved):
        approved_by(a_referred(), an_officer()).offered(an_offer())


def test_a_rejected_referral_makes_no_offer() -> None:
    officer = an_officer()
    rejected = a_referred().with_opinion(officer, an_opinion(officer, approves=False), 1)
    with pytest.raises(NotApproved):
        rejected.offered(an_offer())
    assert rejected.declined(("officers",), SOON).status is Status.DECLINED


def test_a_refusal_gives_its_reasons() -> None:
    with pytest.raises(Malformed):
        a_deciding().declined((), SOON)


def test_an_offer_is_signed_on_its_own_text_only() -> None:
    with pytest.raises(ContractDiffers):
        an_offered().signed("b" * 64, SOON)


def test_an_offer_ends_at_its_last_instant() -> None:
    offered = an_offered()
    with pytest.raises(OfferExpired):
        offered.signed(SHA, an_offer().valid_until)
    with pytest.raises(OfferStillValid):
        offered.expired(an_offer().valid_until - timedelta(seconds=1))
    assert offered.expired(an_offer().valid_until).status is Status.EXPIRED


def test_an_unanswered_referral_escalates_then_expires() -> None:
    with pytest.raises(ReferralOpen):
        a_referred().escalated(LATER, SOON)
    escalated = a_referred().escalated(LATER, NOW + timedelta(days=2))
    assert escalated.referral is not None
    assert escalated.referral.level is Level.COUNTY
    with pytest.raises(ReferralOpen):
        escalated.expired(SOON)
    assert escalated.expired(LATER).status is Status.EXPIRED


def test_an_answered_referral_neither_escalates_nor_expires() -> None:
    answered = approved_by(a_referred(), an_officer("st_1"), an_officer("st_2"))
    with pytest.raises(ReferralAnswered):
        answered.escalated(LATER, LATER)
    with pytest.raises(ReferralAnswered):
        answered.expired(LATER)


@pytest.mark.parametrize(
    "application",
    [an_application(), a_deciding(), a_referred(), an_offered()],
    ids=lambda a: a.status,
)
def test_the_applicant_may_withdraw_until_signing(application: Application) -> None:
    assert application.withdrawn(SOON).status is Status.WITHDRAWN
    assert application.parked("bureau-down").withdrawn(SOON).status is Status.WITHDRAWN


def test_what_is_signed_is_not_withdrawn() -> None:
    signed = an_offered().signed(SHA, SOON)
    for application in (signed, signed.parked("ledger-down")):
        with pytest.raises(StepNotAllowed):
            application.withdrawn(SOON)


def test_a_parked_application_goes_on_where_it_stood() -> None:
    parked = an_offered().signed(SHA, SOON).parked("ledger-down")
    assert (parked.status, parked.fault) == (Status.PARKED, "ledger-down")
    resumed = parked.attempted()
    assert (resumed.status, resumed.attempt, resumed.fault) == (Status.SIGNED, 2, "")
    assert an_application().parked("x").attempted().status is Status.DECIDING


STEPS: dict[str, Callable[[Application], Application]] = {
    "attempted": lambda a: a.attempted(),
    "judged": lambda a: a.judged(a_verdict()),
    "offered": lambda a: a.offered(an_offer()),
    "signed": lambda a: a.signed(SHA, SOON),
    "disbursed": lambda a: a.disbursed("ln_1", SOON),
    "declined": lambda a: a.declined(("rule",), SOON),
    "withdrawn": lambda a: a.withdrawn(SOON),
    "expired": lambda a: a.expired(LATER),
    "parked": lambda a: a.parked("fault"),
    "escalated": lambda a: a.escalated(LATER, LATER),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "ended",
    [
        an_offered().signed(SHA, SOON).disbursed("ln_1", SOON),
        an_offered().withdrawn(SOON),
        an_offered().expired(LATER),
        a_deciding().declined(("rule",), SOON),
    ],
    ids=lambda a: a.status,
)
def test_no_step_leads_out_of_an_end(ended: Application, step: str) -> None:
    with pytest.raises(StepNotAllowed):
        STEPS[step](ended)


class AnyOrder(RuleBasedStateMachine):
    """Tried in any order: refusals are Problems, ends stay, versions rise by one."""

    def __init__(self) -> None:
        super().__init__()
        self.application = an_application()

    @rule(step=st.sampled_from(sorted(STEPS)))
    def try_step(self, step: str) -> None:
        before = self.application
        try:
            self.application = STEPS[step](before)
        except Problem:
            return
        assert before.status not in ENDED
        assert self.application.version == before.version + 1

    @rule(person=st.sampled_from(["st_1", "st_2", "pn_1", "st_archive"]), approves=st.booleans())
    def give_opinion(self, person: str, approves: bool) -> None:
        officer = an_officer(person)
        try:
            self.application = self.application.with_opinion(
                officer, an_opinion(officer, approves), 1
            )
        except Problem:
            return

    @rule()
    def refer(self) -> None:
        referred: Any = a_referred().referral
        try:
            self.application = self.application.referred(
                referred.proposal, (Level.OFFICER, 2), referred.answer_by
            )
        except Problem:
            return

    @invariant()
    def four_eyes_hold(self) -> None:
        referral = self.application.referral
        if referral is None:
            return
        people = [opinion.officer_id for opinion in referral.opinions]
        assert len(people) == len(set(people))
        assert not {"pn_1", "st_archive"} & set(people)

    @invariant()
    def money_needs_a_signature(self) -> None:
        if self.application.status is Status.DISBURSED:
            assert self.application.signed_at is not None


AnyOrder.TestCase.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
TestAnyOrder = AnyOrder.TestCase
