"""The whole life of an application through the handlers, in the order of the workflow, on every
branch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from nongxin.decisions.facts import Facts
from nongxin.kernel.commands import Done
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from nongxin.lending.applications.referral import FourEyes, Level
from nongxin.lending.applications.status import Status, StepNotAllowed
from nongxin.lending.approval.give_opinion import GiveOpinion, give_opinion
from tests.builders.bank import Bank, Workflow, first_run, key, officer, ring
from tests.builders.facts import declined_facts, referred_facts
from tests.builders.lending import LENT_FEN, an_officer

Says = Callable[[Facts], None]


def opine(bank: Bank, application_id: str, by: Principal, approves: bool = True) -> Done:
    command = GiveOpinion(application_id, approves, "意见", 1)
    return bank.p.perform_in(
        "lending", key("opinion", by.id), lambda: give_opinion(command, by, bank.p.desk)
    )


def referred(bank: Bank, says: Says) -> Workflow:
    says(referred_facts())
    run = first_run(bank, bank.submit())
    assert run.decide() == "refer"
    run.step("Refer")
    return run


def offered(bank: Bank) -> Workflow:
    run = first_run(bank, bank.submit())
    assert run.decide() == "offer"
    run.step("Offer")
    return run


def test_offer_sign_disburse(bank: Bank) -> None:
    run = offered(bank)
    assert run.heard() is None
    bank.sign(run.application_id)
    ring(bank)
    assert run.heard() == "signed"
    assert run.step("Disburse") == "disbursed"
    assert bank.read(run.application_id).status is Status.DISBURSED
    assert bank.balance() == LENT_FEN
    assert [e.type for e in bank.p.memory.published()][-4:] == [
        "ApplicationSubmitted", "OfferMade", "ContractSigned", "LoanDisbursed",
    ]  # fmt: skip


def test_two_officers_approve(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    opine(bank, run.application_id, officer(1))
    ring(bank)
    assert run.heard() is None
    assert opine(bank, run.application_id, officer(2)).answer["answer"] == "approved"
    ring(bank)
    assert run.heard() == "approved"
    run.step("Offer")
    assert bank.read(run.application_id).status is Status.OFFERED


def test_one_officer_says_no(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    opine(bank, run.application_id, officer(1), approves=False)
    ring(bank)
    assert run.heard() == "rejected"
    for _ in range(2):
        run.step("Close", outcome="rejected")
    ended = bank.read(run.application_id).ended
    assert ended is not None
    assert (ended.status, ended.reasons) == (Status.DECLINED, ("officers-rejected",))
    assert len(bank.p.memory.published("ApplicationDeclined")) == 1


def test_four_eyes(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    captured_by = replace(officer(1), id=bank.p.archive.captured_by)
    with pytest.raises(FourEyes):
        opine(bank, run.application_id, captured_by)
    opine(bank, run.application_id, officer(1))
    command = GiveOpinion(run.application_id, True, "再次", 1)
    with pytest.raises(FourEyes):
        bank.p.perform_in(
            "lending", key("again"), lambda: give_opinion(command, officer(1), bank.p.desk)
        )
    assert bank.read(run.application_id).status is Status.REFERRED


def test_an_officer_of_another_county_finds_nothing(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    with pytest.raises(Missing):
        opine(bank, run.application_id, an_officer(1, county="610425"))


def test_the_machine_declines(bank: Bank, says: Says) -> None:
    says(declined_facts())
    run = first_run(bank, bank.submit())
    assert run.decide() == "decline"
    for _ in range(2):
        run.step("Close")
    application = bank.read(run.application_id)
    assert application.status is Status.DECLINED
    assert application.verdict is not None
    assert application.verdict.reasons
    assert all(zh and en for _, zh, en in bank.p.dossiers.sentences(application))


def test_nobody_answers_a_referral(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    levels = []
    for escalation in (1, 2):
        bank.p.fixed.pass_time(timedelta(days=2))
        for _ in range(2):  # the step is tried again after it was done
            run.step("Refer", escalation=escalation)
        referral = bank.read(run.application_id).referral
        assert referral is not None
        levels.append(referral.level)
    assert levels == [Level.COUNTY, Level.PROVINCE]
    bank.p.fixed.pass_time(timedelta(days=2))
    run.step("Close", outcome="expired")
    assert bank.read(run.application_id).status is Status.EXPIRED


def test_a_province_must_be_among_the_approvals_once_it_is_asked(bank: Bank, says: Says) -> None:
    run = referred(bank, says)
    for escalation in (1, 2):
        bank.p.fixed.pass_time(timedelta(days=2))
        run.step("Refer", escalation=escalation)
    opine(bank, run.application_id, officer(1))
    assert opine(bank, run.application_id, officer(2)).answer["answer"] is None
    third = officer(3, Role.PROVINCIAL_APPROVER)
    assert opine(bank, run.application_id, third).answer["answer"] == "approved"


def test_nobody_signs(bank: Bank) -> None:
    run = offered(bank)
    bank.p.fixed.pass_time(timedelta(days=61))
    for _ in range(2):
        run.step("Close", outcome="expired")
    assert bank.read(run.application_id).status is Status.EXPIRED
    assert len(bank.p.memory.published("ApplicationExpired")) == 1


def to_deciding(run: Workflow) -> None:
    run.step("GatherFacts")


def to_referred(run: Workflow) -> None:
    run.decide()
    run.step("Refer")


def to_offered(run: Workflow) -> None:
    run.decide()
    run.step("Offer")


def test_withdrawn_before_the_run_begins(bank: Bank) -> None:
    application_id = bank.submit()
    bank.withdraw(application_id)
    first_run(bank, application_id)
    assert bank.p.services.states.runs == {}


@pytest.mark.parametrize("go", [to_deciding, to_referred, to_offered])
def test_withdrawn_while_the_run_goes_on(
    bank: Bank, says: Says, go: Callable[[Workflow], None]
) -> None:
    if go is to_referred:
        says(referred_facts())
    run = first_run(bank, bank.submit())
    go(run)
    bank.withdraw(run.application_id)
    ring(bank)
    if go is to_deciding:  # the run learns of it where it comes to wait
        run.step("Decide")
        run.step("Offer")
    assert run.heard() == "withdrawn"
    run.step("Close", outcome="withdrawn")
    assert bank.read(run.application_id).status is Status.WITHDRAWN
    assert bank.balance() == 0


def test_a_signed_application_is_not_withdrawn(bank: Bank) -> None:
    run = offered(bank)
    bank.sign(run.application_id)
    with pytest.raises(StepNotAllowed):
        bank.withdraw(run.application_id)


def test_after_an_end_one_may_apply_again(bank: Bank) -> None:
    first = bank.submit()
    with pytest.raises(Exception, match="open application"):
        bank.submit("submit-2")
    bank.withdraw(first)
    second = bank.submit("submit-3")
    assert second != first
    assert set(bank.p.applications.ids_of(bank.customer.id)) == {first, second}
