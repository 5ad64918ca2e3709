"""Use cases of lending by themselves: what they refuse, and what two at once make of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import InsufficientFunds
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.status import Status
from nongxin.lending.approval.answer_workflow import OFFER, REFER, answer_workflow, outcome_of
from nongxin.lending.approval.refer_application import escalate_application
from nongxin.lending.approval.start_approval import start_again, start_approval
from nongxin.lending.loans.loan import LoanClosed, RepaymentAboveDebt, RepaymentNotPositive
from tests.builders.lending import (
    BORROWER,
    LENT_FEN,
    LendingWorld,
    a_person,
    a_signed,
    a_submitted,
    an_offer,
    an_offered,
    application_id,
)  # fmt: skip
from tests.fakes.parts import MORNING
from tests.unit.lending.test_mapping import STATES, a_referred


@dataclass
class FakeApprovals:
    started: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)

    def start(self, name: str, application: Application) -> None:
        self.started.append(name)

    def answer(self, token: str, outcome: str, application: Application) -> bool:
        self.answers.append((token, outcome))
        return True


@pytest.mark.parametrize(
    ("state", "hears"),
    [
        ("submitted", None), ("deciding", None), ("referred", None), ("offered", None),
        ("parked", None), ("approved", ((REFER,), "approved")),
        ("rejected", ((REFER,), "rejected")),
        ("signed", ((OFFER,), "signed")), ("disbursed", ((OFFER,), "signed")),
        ("withdrawn", ((REFER, OFFER), "withdrawn")), ("expired", ((REFER, OFFER), "expired")),
        ("declined", ((REFER, OFFER), "declined")),
    ],
)  # fmt: skip
def test_what_a_waiting_run_hears(state: str, hears: object) -> None:
    assert outcome_of(STATES[state]) == hears


def test_only_a_run_that_waits_is_told() -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    application = world.lay(a_signed())
    answer_workflow(application.id, world.desk, approvals)
    assert approvals.answers == []
    world.applications.keep_token(application.id, application.attempt, OFFER, "token-1")
    world.applications.keep_token(application.id, application.attempt, OFFER, "token-2")
    answer_workflow(application.id, world.desk, approvals)
    assert approvals.answers == [("token-2", "signed")]


def test_what_is_left_of_an_earlier_run_takes_no_bell_away() -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    application = world.lay(a_signed())
    world.applications.keep_token(application.id, 2, OFFER, "token-2")
    with pytest.raises(StaleRecord):
        world.applications.keep_token(application.id, 1, OFFER, "token-1")
    answer_workflow(application.id, world.desk, approvals)
    assert approvals.answers == [("token-2", "signed")]


def test_two_who_start_at_once_name_one_run() -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    application = world.lay(a_submitted())
    world.storage.dynamo.before_write = lambda: start_approval(application, world.desk, approvals)
    start_approval(application, world.desk, approvals)
    assert set(approvals.started) == {f"{application.id}-1"}
    assert world.desk.read(application.id).attempt == 1


@pytest.mark.parametrize("state", ["disbursed", "declined", "withdrawn", "expired"])
def test_an_ended_application_starts_nothing(state: str) -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    application = world.lay(STATES[state])
    start_approval(a_submitted(), world.desk, approvals)
    assert start_again(application.id, world.desk, approvals) is None
    assert approvals.started == []


@pytest.mark.parametrize(
    ("state", "status"),
    [("submitted", Status.DECIDING), ("referred", Status.REFERRED), ("offered", Status.OFFERED),
     ("signed", Status.SIGNED), ("parked", Status.SIGNED)],
)  # fmt: skip
def test_started_again_it_stands_where_it_stood(state: str, status: Status) -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    before = world.lay(STATES[state])
    start_again(before.id, world.desk, approvals)
    after = world.desk.read(before.id)
    assert (after.status, after.attempt) == (status, before.attempt + 1)
    assert approvals.started == [f"{before.id}-{after.attempt}"]


def test_an_escalation_told_again_changes_nothing() -> None:
    world = LendingWorld()
    application = world.lay(a_referred())
    world.clock.pass_time(timedelta(days=40))
    escalate_application(application, world.desk)
    once = world.desk.read(application.id)
    escalate_application(once, world.desk)
    assert world.desk.read(application.id) == once
    assert len(world.storage.published("ApplicationReferred")) == 1


def test_who_was_overtaken_hears_of_it() -> None:
    world = LendingWorld()
    application = world.lay(an_offered())
    world.desk.save(application, application.withdrawn(MORNING))
    with pytest.raises(StaleRecord):
        world.desk.save(application, application.parked("x"))


def test_withdrawn_or_disbursed_never_both() -> None:
    """A withdrawal that was decided on before the signature does not overtake it."""
    world = LendingWorld()
    before = world.lay(an_offered())
    world.desk.save(before, before.signed(before.offer.contract_sha256, MORNING))
    with pytest.raises(StaleRecord):
        world.desk.save(before, before.withdrawn(MORNING))
    world.disburse()
    assert world.ledger.get(an_offer().account_id).balance_fen == LENT_FEN


def test_the_loan_keeps_the_terms_of_the_day_its_offer_was_made() -> None:
    """00:30 in Shaanxi on 1 January is still the year before in UTC; the contract says January."""
    made_at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert an_offer(made_at=made_at).made_on == made_at.astimezone(SHANGHAI).date()
    assert an_offer(made_at=made_at).made_on.isoformat() == "2027-01-01"


def a_lent_world() -> LendingWorld:
    world = LendingWorld()
    world.lay(a_signed())
    world.disburse()
    return world


def loan_account(world: LendingWorld) -> int:
    return world.ledger.get("la" + application_id()[2:]).balance_fen


def test_a_repayment_is_booked_by_its_parts() -> None:
    world = a_lent_world()
    world.clock.pass_time(timedelta(days=31))
    paid = world.repay(1_000_000, "key-00001").answer["paid"]
    assert paid["interest_fen"] > 0
    assert sum(paid.values()) == 1_000_000
    assert loan_account(world) == LENT_FEN - paid["principal_fen"]
    (told,) = world.storage.published("LoanRepaid")
    assert (told.data["amount_fen"], told.data["interest_fen"]) == (1_000_000, paid["interest_fen"])


@pytest.mark.parametrize(
    ("amount_fen", "refusal"),
    [(0, RepaymentNotPositive), (-5, RepaymentNotPositive), (LENT_FEN + 1, RepaymentAboveDebt)],
)
def test_what_is_no_repayment(amount_fen: int, refusal: type[Exception]) -> None:
    world = a_lent_world()
    with pytest.raises(refusal):
        world.repay(amount_fen, "key-00001")
    assert loan_account(world) == LENT_FEN


def test_only_the_borrower_repays_and_only_with_money() -> None:
    world = a_lent_world()
    stranger = a_person(id=BORROWER[:-4] + "9999")
    with pytest.raises(Missing):
        world.repay(1, "key-00001", by=stranger)
    world.clock.pass_time(timedelta(days=60))
    with pytest.raises(InsufficientFunds):
        world.repay(LENT_FEN + 10_000, "key-00001")


def test_a_loan_paid_off_takes_nothing_more_and_repeats_its_answer() -> None:
    world = a_lent_world()
    first = world.repay(LENT_FEN, "key-00001")
    assert first.answer["status"] == "closed"
    assert world.repay(LENT_FEN, "key-00001").replayed
    with pytest.raises(LoanClosed):
        world.repay(1, "key-00002")
    assert loan_account(world) == 0


@pytest.mark.parametrize("has_more", [False, True])
def test_of_two_that_pay_off_at_once_the_second_hears_that_it_is_paid_off(has_more: bool) -> None:
    """Whichever account shows it first: the loan's own, or the borrower's that has no more."""
    world = a_lent_world()
    if has_more:
        world.lay(a_signed(2))
        world.disburse(2)
    world.storage.dynamo.after_read = lambda: world.repay(LENT_FEN, "key-00002")
    with pytest.raises(LoanClosed):
        world.repay(LENT_FEN, "key-00001")
    assert loan_account(world) == 0
    assert len(world.storage.published("LoanRepaid")) == 1


def test_two_repayments_at_once_both_count() -> None:
    world = a_lent_world()
    world.storage.dynamo.before_write = lambda: world.repay(1_000_000, "key-00002")
    world.repay(500_000, "key-00001")
    assert loan_account(world) == LENT_FEN - 1_500_000


def test_a_stale_version_cannot_be_written() -> None:
    world = LendingWorld()
    application = world.lay(a_submitted())
    with pytest.raises(StaleRecord):
        world.storage.commit(world.applications.add(replace(application), "[]"))
