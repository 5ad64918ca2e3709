"""Steps that decide on what they carry, or on looks that lag: refused as stale, decided anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from nongxin.kernel.errors import Missing
from nongxin.ledger.account import Account
from nongxin.ledger.store import LedgerAccounts
from nongxin.lending.applications.announce import submission, submitted
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.mapping import file_of, from_file
from nongxin.lending.applications.status import Status, StepNotAllowed
from nongxin.lending.approval.answer_workflow import OFFER, answer_workflow
from nongxin.lending.approval.start_approval import start_approval
from nongxin.lending.contracts.disburse_loan import disburse_loan
from tests.builders.lending import (
    ACCOUNT,
    LENT_FEN,
    LendingWorld,
    a_signed,
    a_submitted,
    an_offered,
    application_id,
)  # fmt: skip
from tests.unit.lending.test_mapping import STATES
from tests.unit.lending.test_verbs import FakeApprovals


def test_a_submission_is_told_whole() -> None:
    for parties in (a_submitted().parties, replace(a_submitted().parties, applied_by="st_1")):
        application = a_submitted(parties=parties)
        assert submitted(vars(submission(application))) == application


@pytest.mark.parametrize("name", STATES)
def test_a_run_carries_an_application_whole_or_not_at_all(name: str) -> None:
    application = STATES[name]
    file = file_of(application)
    if application.referral:  # officers' notes are free text
        assert file is None
    else:
        assert file is not None
        assert from_file(application.id, file) == application


@pytest.mark.parametrize("name", ["withdrawn", "declined", "expired", "disbursed"])
def test_a_submission_told_late_starts_nothing(name: str) -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    standing = world.lay(STATES[name])
    start_approval(a_submitted(), world.desk, approvals)
    assert approvals.started == []
    assert world.desk.read(application_id()) == standing


def test_a_submission_nobody_made_starts_nothing() -> None:
    world, approvals = LendingWorld(), FakeApprovals()
    with pytest.raises(Missing):
        start_approval(a_submitted(), world.desk, approvals)
    assert approvals.started == []


def test_money_goes_out_once_however_old_the_file_is() -> None:
    world, carried = LendingWorld(), a_signed()
    world.lay(carried)
    first = disburse_loan(carried.id, world.disbursing, carried)
    again = disburse_loan(carried.id, world.disbursing, carried)
    assert (first.answer, again.replayed) == (again.answer, True)
    assert world.ledger.get(ACCOUNT).balance_fen == LENT_FEN


@pytest.mark.parametrize("carried", [an_offered(), a_submitted()])
def test_a_file_from_before_the_signature_is_not_what_counts(carried: Application) -> None:
    world = LendingWorld()
    world.lay(a_signed())
    disburse_loan(carried.id, world.disbursing, carried)
    assert world.desk.read(carried.id).status is Status.DISBURSED


def test_a_file_that_says_signed_moves_nothing_if_the_record_does_not() -> None:
    world, carried = LendingWorld(), a_signed()
    world.lay(carried.parked("States.Timeout"))
    with pytest.raises(StepNotAllowed):
        disburse_loan(carried.id, world.disbursing, carried)
    assert world.ledger.get(ACCOUNT).balance_fen == 0


@contextmanager
def lagging(world: LendingWorld, account: Account) -> Iterator[None]:
    """What may lag shows the account as it was."""
    true = LedgerAccounts.get

    def get(self: LedgerAccounts, account_id: str) -> Account:
        lags = not self._consistent and account_id == account.id
        return account if lags else true(self, account_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LedgerAccounts, "get", get)
        yield


def test_an_account_that_lags_gets_the_money_once_and_keeps_what_came_between() -> None:
    world, carried = LendingWorld(), a_signed()
    world.lay(carried)
    world.lay(a_signed(2))
    before = world.ledger.get(ACCOUNT)
    world.disburse(2)
    world.ledger.doubt([ACCOUNT])
    with lagging(world, before):
        disburse_loan(carried.id, world.disbursing, carried)
    after = world.ledger.get(ACCOUNT)
    assert (after.balance_fen, after.seq) == (2 * LENT_FEN, before.seq + 2)


def test_an_account_that_seems_not_to_be_there_is_looked_for_again() -> None:
    world, carried = LendingWorld(), a_signed()
    world.lay(carried)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LedgerAccounts, "lately", _Blind(world.storage))
        disburse_loan(carried.id, world.disbursing, carried)
    assert world.ledger.get(ACCOUNT).balance_fen == LENT_FEN


class _Blind(LedgerAccounts):
    def get(self, account_id: str) -> Account:
        raise Missing()


def test_a_bell_that_nobody_hears_is_rung_at_the_newest_token() -> None:
    """The look that lags shows the token of a wait that is over."""
    world = LendingWorld()
    application = world.lay(a_signed())
    looks = iter([(application, {OFFER: "old"}), (application, {OFFER: "new"})])
    asked: list[bool] = []

    def with_tokens(_: str, *, consistent: bool) -> tuple[Application, dict[str, str]]:
        asked.append(consistent)
        return next(looks)

    world.applications.with_tokens = with_tokens  # type: ignore[method-assign]

    class Hears(FakeApprovals):
        def answer(self, token: str, outcome: str, application: Application) -> bool:
            super().answer(token, outcome, application)
            return token == "new"

    approvals = Hears()
    answer_workflow(application.id, world.desk, approvals)
    assert asked == [False, True]
    assert approvals.answers == [("old", "signed"), ("new", "signed")]
