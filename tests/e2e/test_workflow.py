"""LoanApproval when things go wrong: lost runs, withdrawals, late answers, wrong signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nongxin.kernel.clock import stamp
from nongxin.kernel.identity import Role
from nongxin.kernel.tables import table_name
from tests.fixtures.behind import entries, told_about, trial_balance
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, SOUTH, Farmer

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town


class Runs:
    """The runs of the state machine, and a hand that stops them."""

    def __init__(self, deployment: Deployment) -> None:
        self._sfn = deployment.client("stepfunctions")
        self._machine = deployment.machine_arn
        self._lambda = deployment.client("lambda")

    def of(self, application_id: str) -> dict[str, str]:
        """name → status"""
        told = self._sfn.list_executions(stateMachineArn=self._machine, maxResults=1000)
        runs = told["executions"]
        return {r["name"]: r["status"] for r in runs if r["name"].startswith(application_id)}

    def stop(self, application_id: str) -> None:
        arn = self._machine.replace(":stateMachine:", ":execution:")
        running = [n for n, status in self.of(application_id).items() if status == "RUNNING"]
        assert running, self.of(application_id)
        for name in running:
            self._sfn.stop_execution(executionArn=f"{arn}:{name}", error="Test", cause="stopped")

    def resume(self) -> list[str]:
        answer = self._lambda.invoke(FunctionName="nongxin-local-job_resume:live", Payload=b"{}")
        told = json.load(answer["Payload"])
        assert "FunctionError" not in answer, told
        started: list[str] = told["started"]
        return started


@pytest.fixture
def runs(deployment: Deployment) -> Runs:
    return Runs(deployment)


def _money_came_once(deployment: Deployment, farmer: Farmer, application_id: str) -> None:
    lines = [e for e in entries(deployment, farmer.account_id) if e[0] == "LOAN_DISBURSED"]
    assert len(lines) == 1
    until(lambda: told_about(deployment, application_id)["LoanDisbursed"] == 1)
    assert trial_balance(deployment) == 0


def test_stopped_right_after_its_start_it_goes_on_in_another_run(
    deployment: Deployment, town: Town, runs: Runs
) -> None:
    farmer = town.farmer()
    with deployment.proxy.slow("nongxin-local-archives-*", 1):  # keeps the run in GatherFacts
        application_id = farmer.applies()
        until(lambda: "RUNNING" in runs.of(application_id).values())
        runs.stop(application_id)
    assert until(lambda: [n for n in runs.resume() if n.startswith(application_id)])
    farmer.decided(application_id)
    farmer.signs(application_id)
    farmer.awaits(application_id, "disbursed")
    _money_came_once(deployment, farmer, application_id)


def test_stopped_while_an_offer_waits(deployment: Deployment, town: Town, runs: Runs) -> None:
    """Resumed before the signature, then stopped again and resumed after it."""
    farmer = town.farmer("approve", SOUTH)
    application_id = farmer.applies()
    assert farmer.decided(application_id)["status"] == "offered"
    runs.stop(application_id)
    assert f"{application_id}-2" in runs.resume()
    digest = _contract(farmer, application_id)
    until(lambda: runs.of(application_id)[f"{application_id}-2"] == "RUNNING")
    runs.stop(application_id)
    farmer.signs(application_id)
    assert f"{application_id}-3" in runs.resume()
    farmer.awaits(application_id, "disbursed")
    assert _contract(farmer, application_id) == digest
    _money_came_once(deployment, farmer, application_id)
    until(lambda: runs.of(application_id)[f"{application_id}-3"] == "SUCCEEDED")
    assert not [n for n in runs.resume() if n.startswith(application_id)]


def test_stopped_while_officers_judge(deployment: Deployment, town: Town, runs: Runs) -> None:
    farmer = town.farmer("refer")
    application_id = farmer.applies()
    farmer.decided(application_id)
    runs.stop(application_id)
    _approved_by_both(town, application_id)
    assert f"{application_id}-2" in runs.resume()
    farmer.awaits(application_id, "offered")
    farmer.signs(application_id)
    farmer.awaits(application_id, "disbursed")
    _money_came_once(deployment, farmer, application_id)


def test_withdrawn_before_signing_it_ends(deployment: Deployment, town: Town, runs: Runs) -> None:
    farmer = town.farmer()
    application_id = farmer.applies()
    farmer.decided(application_id)
    path = f"/loans/applications/{application_id}/withdrawal"
    first = farmer.caller.ask("POST", path, key="withdraw-01")
    again = farmer.caller.ask("POST", path, key="withdraw-01")
    assert first.status_code == again.status_code == 200 and first.content == again.content
    until(lambda: set(runs.of(application_id).values()) == {"SUCCEEDED"})
    digest = _contract(farmer, application_id)
    told = {"contract_sha256": digest, "step_up_token": farmer.caller.person.step_up(digest)}
    signing = f"/loans/applications/{application_id}/signature"
    must_be(farmer.caller.ask("POST", signing, told, key="too-late-1"), 409)
    assert not [e for e in entries(deployment, farmer.account_id) if e[0] == "LOAN_DISBURSED"]
    assert farmer.applies() != application_id  # the way is free for another one


def test_a_signature_is_for_one_text_and_by_one_person(town: Town, deployment: Deployment) -> None:
    farmer, other = town.farmer(), town.someone
    application_id = farmer.applies()
    farmer.decided(application_id)
    digest, me = _contract(farmer, application_id), farmer.caller.person
    path = f"/loans/applications/{application_id}/signature"
    for_another_text = {"contract_sha256": digest, "step_up_token": me.step_up("a" * 64)}
    must_be(farmer.caller.ask("POST", path, for_another_text, key="wrong-text"), 403)
    by_another = {"contract_sha256": digest, "step_up_token": other.caller.person.step_up(digest)}
    must_be(farmer.caller.ask("POST", path, by_another, key="wrong-hand"), 403)
    must_be(other.caller.ask("POST", path, by_another, key="not-theirs"), 404)
    another_text = {"contract_sha256": "b" * 64, "step_up_token": me.step_up("b" * 64)}
    must_be(farmer.caller.ask("POST", path, another_text, key="other-text"), 409)
    access = {"contract_sha256": digest, "step_up_token": farmer.caller.token}
    must_be(farmer.caller.ask("POST", path, access, key="no-step-up"), 403)
    assert me.get(f"/loans/applications/{application_id}")["status"] == "offered"
    farmer.signs(application_id)
    farmer.awaits(application_id, "disbursed")
    _money_came_once(deployment, farmer, application_id)


@pytest.fixture
def short_waits(deployment: Deployment) -> Iterator[None]:
    """People have a moment only: the machine's waits are cut, as a console user could."""
    sfn, arn = deployment.client("stepfunctions"), deployment.machine_arn
    definition = sfn.describe_state_machine(stateMachineArn=arn)["definition"]
    cut = json.loads(definition)
    for state in ("Refer", "Offer"):
        cut["States"][state]["TimeoutSeconds"] = 12
    sfn.update_state_machine(stateMachineArn=arn, definition=json.dumps(cut))
    yield
    sfn.update_state_machine(stateMachineArn=arn, definition=definition)


def _backdate(deployment: Deployment, application_id: str, group: str, place: int) -> None:
    """Puts a date of the stored application into the past, as if days had gone by.

    `place` is the date's in the list that lending/applications/mapping.py makes of the group.
    """
    table = table_name("local", "lending", "north")
    key = {"pk": {"S": f"{NORTH}#AP#{application_id}"}, "sk": {"S": "APPLICATION"}}
    dynamodb = deployment.client("dynamodb")
    item = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    value = json.loads(item[group]["S"])
    past = datetime.now(UTC) - timedelta(minutes=1)
    is_text = isinstance(value[place], str)
    value[place] = stamp(past) if is_text else int(past.timestamp()) * 1000
    dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET #g = :v",
        ExpressionAttributeNames={"#g": group},
        ExpressionAttributeValues={":v": {"S": json.dumps(value)}},
    )


@pytest.mark.usefixtures("short_waits")
def test_an_offer_that_nobody_signs_expires(deployment: Deployment, town: Town) -> None:
    farmer = town.farmer()
    application_id = farmer.applies()
    farmer.decided(application_id)
    _backdate(deployment, application_id, "offer", -1)
    digest = _contract(farmer, application_id)
    told = {"contract_sha256": digest, "step_up_token": farmer.caller.person.step_up(digest)}
    path = f"/loans/applications/{application_id}/signature"
    must_be(farmer.caller.ask("POST", path, told, key="too-late-2"), 422, "offer-expired")
    farmer.awaits(application_id, "expired")
    until(lambda: told_about(deployment, application_id)["ApplicationExpired"] == 1)
    assert not [e for e in entries(deployment, farmer.account_id) if e[0] == "LOAN_DISBURSED"]


@pytest.mark.usefixtures("short_waits")
def test_a_referral_that_nobody_answers_goes_a_level_up(deployment: Deployment, town: Town) -> None:
    farmer = town.farmer("refer")
    application_id = farmer.applies()
    farmer.decided(application_id)
    officer = town.staff(Role.OFFICER, NORTH, 1).person
    path = f"/loans/applications/{application_id}"
    assert officer.get(path)["referral"]["level"] == "officer"
    _backdate(deployment, application_id, "referral", 3)
    until(lambda: told_about(deployment, application_id)["ApplicationReferred"] == 2)
    seen = officer.get(path)
    assert (seen["status"], seen["referral"]["level"]) == ("referred", "county")


def _contract(farmer: Farmer, application_id: str) -> str:
    told: dict[str, Any] = farmer.caller.person.get(
        f"/loans/applications/{application_id}/contract"
    )
    return str(told["contract_sha256"])


def _approved_by_both(town: Town, application_id: str, county: str = NORTH) -> None:
    path = f"/loans/applications/{application_id}/opinions"
    opinion = {"approves": True, "note": "同意", "proposal_number": 1}
    town.staff(Role.OFFICER, county, 1).person.post(path, opinion)
    given = town.staff(Role.COUNTY_APPROVER, county).person.post(path, opinion)
    assert given["answer"] == "approved"
