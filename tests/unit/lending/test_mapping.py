"""Applications and loans go into items and come back equal, in every state, and stay small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import sibling
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.referral import Level, Opinion, Proposal
from nongxin.lending.applications.status import Status
from nongxin.lending.loans.loan import Loan
from tests.builders.lending import (
    COUNTY,
    SHA,
    LendingWorld,
    a_signed,
    a_submitted,
    a_verdict,
    an_offer,
    an_offered,
    an_officer,
    application_id,
)  # fmt: skip
from tests.fakes.faults import item_bytes
from tests.fakes.parts import MORNING

KB = 1024
LATER = MORNING + timedelta(days=40)
PROPOSAL = Proposal(4_000_000, Decimal("0.0560"), 12, "interest_monthly")


def a_deciding() -> Application:
    return a_submitted().attempted()


def a_referred() -> Application:
    application = a_deciding().judged(a_verdict("refer"))
    parties = replace(application.parties, captured_by=an_officer(9).id)
    return replace(application, parties=parties).referred(PROPOSAL, (Level.COUNTY, 2), LATER)


def with_opinions() -> Application:
    application = a_referred()
    for by in (an_officer(1), an_officer(2, Role.COUNTY_APPROVER)):
        opinion = Opinion(by.id, by.role, True, "种植面积属实；同意", MORNING)
        application = application.with_opinion(by, opinion, 1)
    return application


def a_rejected() -> Application:
    by = an_officer(1)
    opinion = Opinion(by.id, by.role, False, "不同意", MORNING)
    return a_referred().with_opinion(by, opinion, 1)


STATES = {
    "submitted": a_submitted(),
    "deciding": a_deciding(),
    "referred": a_referred(),
    "escalated": a_referred().escalated(LATER, LATER),
    "proposed anew": a_referred().with_proposal(an_officer(3), PROPOSAL),
    "approved": with_opinions(),
    "rejected": a_rejected(),
    "offered": an_offered(),
    "offered by officers": with_opinions().offered(an_offer()),
    "signed": a_signed(),
    "disbursed": a_signed().disbursed(sibling(application_id(), "ln"), LATER),
    "declined": a_deciding().judged(a_verdict("decline")).declined(("CRD001", "OVD002"), LATER),
    "withdrawn": an_offered().withdrawn(LATER),
    "expired": an_offered().expired(LATER),
    "parked": a_signed().parked("States.Timeout"),
    "started again": a_signed().parked("States.Timeout").attempted(),
}


def test_every_status_is_among_them() -> None:
    assert {a.status for a in STATES.values()} == set(Status)


@pytest.mark.parametrize("name", STATES)
def test_an_application_comes_back_equal(name: str) -> None:
    world = LendingWorld()
    world.lay(STATES[name])
    read = world.applications.opened(world.desk.read(application_id()))
    if read.referral:  # what stands sealed beside the notes is the store's own
        read = replace(read, referral=replace(read.referral, sealed_notes=""))
    assert read == STATES[name]


@pytest.mark.parametrize("name", STATES)
def test_only_what_waits_for_officers_is_in_their_list(name: str) -> None:
    world = LendingWorld()
    world.lay(a_submitted())
    found = world.desk.read(application_id())
    world.storage.commit(world.desk.written(found, STATES[name], []))
    waits = STATES[name].status is Status.REFERRED
    assert len(world.applications.waiting(COUNTY, 10, None).items) == waits


def test_an_application_leaves_the_list_when_it_is_decided() -> None:
    world = LendingWorld()
    before = world.lay(a_referred())
    world.desk.save(before, before.withdrawn(LATER))
    assert world.applications.waiting(COUNTY, 10, None).items == []


@pytest.mark.parametrize("name", ["submitted", "deciding", "offered", "signed", "disbursed"])
def test_an_application_on_the_automatic_path_is_under_one_kilobyte(name: str) -> None:
    """Without its event, which may take a second one for as long as it stands there."""
    world = LendingWorld()
    world.lay(replace(a_submitted(), version=1))
    found = world.desk.read(application_id())
    world.storage.commit(world.desk.written(found, STATES[name], []))
    (item,) = [i for i in world.storage.items("lending") if i["sk"]["S"] == "APPLICATION"]
    assert item_bytes(item) < KB, f"{name}: {item_bytes(item)} bytes"


def a_lent_world() -> LendingWorld:
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    return world


def read_loan(world: LendingWorld) -> Loan:
    return world.loans.get(sibling(application_id(), "ln"), consistent=True)


def test_a_loan_nobody_paid_on_is_its_terms() -> None:
    world = a_lent_world()
    loan = read_loan(world)
    assert (loan.version, loan.lent_on, loan.principal_fen) == (1, date(2026, 11, 25), 4_000_000)
    assert len(loan.dues) == 12
    assert loan.identity.contract_sha256 == SHA
    (item,) = [i for i in world.storage.items("lending") if i["sk"]["S"] == "LOAN"]
    assert item_bytes(item) < KB, f"a fresh loan: {item_bytes(item)} bytes"


def test_ids_of_other_kinds_are_missing() -> None:
    world = a_lent_world()
    with pytest.raises(Missing):
        world.loans.get(application_id())
    with pytest.raises(Missing):
        world.applications.get(sibling(application_id(), "ln"))
    with pytest.raises(Missing):
        world.applications.get(application_id(77))
