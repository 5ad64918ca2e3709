"""Runs that are lost, parked, repeated or doubled: the record holds what has happened, not the
run.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from job_resume.handler import handler as resume
from nongxin.decisions.facts import Facts
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import KeyReused, Missing
from nongxin.lending.applications.offer import ContractDiffers
from nongxin.lending.applications.status import Status, StepNotAllowed
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.contracts.sign_contract import SignContract, sign_contract
from tests.builders.bank import Bank, Workflow, deliver, first_run, key, ring, run_named
from tests.builders.facts import referred_facts
from tests.builders.lending import LENT_FEN, a_person
from tests.fakes.faults import item_bytes
from tests.fakes.parts import NotConfirmed


def lost_at(bank: Bank, state: str) -> Workflow:
    """The run that goes on where the first was lost, after the named state."""
    run = first_run(bank, bank.submit())
    for step in ("GatherFacts", "Decide", "Offer"):
        if step == state:
            break
        run.step(step)
    if state in ("signed", "disbursed"):
        bank.sign(run.application_id)
    if state == "disbursed":
        run.step("Disburse")
    bank.p.services.states.lost = [run.name]
    resume({}, None)
    return run_named(bank, f"{run.application_id}-2")


@pytest.mark.parametrize("state", ["GatherFacts", "Decide", "Offer", "end", "signed"])
def test_a_lost_run_goes_on(bank: Bank, state: str) -> None:
    run = lost_at(bank, state)
    assert run.name in bank.p.services.states.runs
    assert run.decide() == "offer"
    run.step("Offer")
    if state != "signed":
        bank.sign(run.application_id)
        ring(bank)
    assert run.heard() == "signed"
    run.step("Disburse")
    assert bank.balance() == LENT_FEN
    assert len(bank.p.memory.published("OfferMade")) == 1


def test_a_run_lost_while_officers_judge_goes_on(bank: Bank, says: Callable[[Facts], None]) -> None:
    says(referred_facts())
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Refer")
    bank.p.services.states.lost = [run.name]
    resume({}, None)
    again = run_named(bank, f"{run.application_id}-2")
    assert again.decide() == "refer"
    again.step("Refer")
    assert len(bank.p.memory.published("ApplicationReferred")) == 1
    bank.withdraw(run.application_id)
    ring(bank)
    assert (run.heard(), again.heard()) == (None, "withdrawn")


def test_an_ended_application_is_not_started_again(bank: Bank) -> None:
    run = lost_at(bank, "disbursed")
    assert run.name not in bank.p.services.states.runs


def test_a_lost_run_is_resumed_once(bank: Bank) -> None:
    run = lost_at(bank, "Offer")
    assert resume({}, None) == {"started": []}
    bank.p.services.states.lost.append("not ours")
    assert resume({}, None) == {"started": []}
    assert bank.read(run.application_id).attempt == 2


def test_a_job_that_died_before_the_start_has_the_next_one_start_the_run(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, states = first_run(bank, bank.submit()), bank.p.services.states
    states.lost = [run.name]
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(states, "start_execution", raising(KeyboardInterrupt()))
        resume({}, None)
    assert list(states.runs) == [run.name]
    for _ in range(2):
        resume({}, None)
    assert list(states.runs) == [run.name, f"{run.application_id}-2"]


def test_officers_who_answer_while_a_repeated_escalation_begins_are_heard(
    bank: Bank, says: Callable[[Facts], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their bell rings for the token of the try before, which nobody waits for any more."""
    says(referred_facts())
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Refer")
    keep, earlier = DynamoApplications.keep_token, set(bank.p.services.states.waiting)

    def answered_first(*told: Any) -> None:
        monkeypatch.setattr(DynamoApplications, "keep_token", keep)
        bank.withdraw(run.application_id)
        bank.p.services.states.waiting -= earlier
        ring(bank)
        keep(*told)

    monkeypatch.setattr(DynamoApplications, "keep_token", answered_first)
    run.step("Refer", escalation=1)
    assert run.heard() == "withdrawn"


def raising(error: BaseException) -> Callable[..., None]:
    def act(**_: Any) -> None:
        raise error

    return act


def test_parked_and_started_again(bank: Bank) -> None:
    run = first_run(bank, bank.submit())
    run.step("GatherFacts")
    for _ in range(2):
        run.step("Close", outcome="parked", error="States.Timeout")
    assert bank.read(run.application_id).fault == "States.Timeout"
    assert len(bank.p.memory.published("ApplicationParked")) == 1
    bank.p.services.states.lost = [run.name]
    assert resume({}, None) == {"started": []}
    name = f"{run.application_id}-2"
    assert resume({"application_id": run.application_id}, None) == {"started": [name]}
    assert run_named(bank, name).decide() == "offer"


def test_a_submission_told_twice_starts_one_run(bank: Bank) -> None:
    application_id = bank.submit()
    for _ in range(3):
        answer = deliver(bank, "on_application_submitted", "ApplicationSubmitted")
        assert answer == {"batchItemFailures": []}
    assert list(bank.p.services.states.runs) == [f"{application_id}-1"]
    assert bank.read(application_id).attempt == 1


def signed(bank: Bank) -> Workflow:
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Offer")
    bank.sign(run.application_id)
    return run


def test_disbursed_twice_the_money_goes_out_once(bank: Bank) -> None:
    run = signed(bank)
    assert [run.step("Disburse") for _ in range(3)] == ["disbursed"] * 3
    assert bank.balance() == LENT_FEN
    assert len(bank.p.memory.published("LoanDisbursed")) == 1


def test_two_runs_at_once_disburse_once(bank: Bank) -> None:
    run, start = signed(bank), Barrier(6)

    def go(_: int) -> str:
        start.wait()
        return Workflow(bank, run.application_id, run.name).step("Disburse")

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(go, range(6))) == {"disbursed"}
    assert bank.balance() == LENT_FEN
    assert len([i for i in bank.p.memory.items("lending") if i["sk"]["S"] == "LOAN"]) == 1


def test_nothing_is_disbursed_before_the_signature(bank: Bank) -> None:
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Offer")
    with pytest.raises(StepNotAllowed):
        run.step("Disburse")
    assert bank.balance() == 0


def test_a_signature_repeated_is_the_first_answer(bank: Bank) -> None:
    run = signed(bank)
    first, again = (bank.sign(run.application_id) for _ in range(2))
    assert first.answer == again.answer
    assert again.replayed
    assert again.answer["signed_at"] == stamp(bank.p.clock.now())
    run.step("Disburse")
    assert bank.sign(run.application_id).replayed
    with pytest.raises(StepNotAllowed):
        bank.sign(run.application_id, "sign-0002")


def test_a_signature_with_other_content_is_refused(bank: Bank) -> None:
    run = signed(bank)
    with pytest.raises(KeyReused):
        bank.sign(run.application_id, sha256="b" * 64)


def test_only_the_offered_text_is_signed_and_only_with_its_own_proof(bank: Bank) -> None:
    run = first_run(bank, bank.submit())
    run.decide()
    run.step("Offer")
    digest = bank.contract(run.application_id)
    with pytest.raises(ContractDiffers):
        bank.sign(run.application_id, sha256="b" * 64)
    for token in (f"{bank.customer.id}:{'b' * 64}", f"pn_other:{digest}"):
        command = SignContract(run.application_id, digest, token)
        with pytest.raises(NotConfirmed):
            sign_contract(command, bank.customer, key("s"), bank.p.signing_contracts)
    stranger = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
    with pytest.raises(Missing):
        sign_contract(
            SignContract(run.application_id, digest, f"{stranger.id}:{digest}"),
            stranger, key("s"), bank.p.signing_contracts,
        )  # fmt: skip
    assert bank.read(run.application_id).status is Status.OFFERED


# Submitted 8, attempt 1, token 1, a block of fifty contract numbers 1, offered 1, signed 1, money
# 10.
MOST_UNITS = 24


def test_what_the_automatic_path_costs(bank: Bank) -> None:
    """From application to money: write units as DynamoDB bills them (transactions double)."""
    units = bank.p.memory.meter.units
    units.clear()
    run = signed(bank)
    run.step("Disburse")
    shown = ", ".join(f"{what}: {count}" for what, count in units)
    total = sum(count for _, count in units)
    print(f"{total} write units: {shown}")
    assert total <= MOST_UNITS, shown


# Half a unit each: the person's last application, claims, accounts, the application signed, the one
# answered with its token, the account paid to; a whole one the consent, which counts as taken back
# at once, when facts are gathered and again when they are judged. Kept rows (business date, product
# releases, a block of fifty numbers) are read now and then, however many applications there are.
READ_UNITS = 4.5
_KEPT = ("BUSINESS_DATE", "RELEASE#", "BLOCK")


def test_what_the_automatic_path_reads(bank: Bank) -> None:
    """From application to money: what the run carries and what conditions check is not read.

    The archive and the sources are in memory here: `scripts/bench application` counts them too.
    """
    units = bank.p.memory.meter.read_units
    units.clear()
    run = signed(bank)
    units.remove(("APPLICATION", 1.0))  # the test's own look for the contract's hash
    ring(bank)
    bank.p.ledger.doubt([bank.account_id])  # opened by another process
    run.step("Disburse", file=bank.p.services.states.told[-1]["file"])
    counted = [(name, cost) for name, cost in units if not name.startswith(_KEPT)]
    assert sum(cost for _, cost in counted) == READ_UNITS, counted
    assert bank.balance() == LENT_FEN


def test_items_of_the_automatic_path_are_small(bank: Bank) -> None:
    """An event on the record may take the second KB; at rest one must do."""
    run = signed(bank)
    on_the_way = sizes(bank, "APPLICATION")
    run.step("Disburse")
    at_rest = sizes(bank, "APPLICATION") + sizes(bank, "LOAN")
    print(f"signed {on_the_way}, disbursed and its loan {at_rest} bytes")
    assert max(on_the_way) < 2048, on_the_way
    assert max(at_rest) < 1024, at_rest


def sizes(bank: Bank, sort_key: str) -> list[int]:
    return [item_bytes(i) for i in bank.p.memory.items("lending") if i["sk"]["S"] == sort_key]
