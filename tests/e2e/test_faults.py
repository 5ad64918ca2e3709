"""R15, R17 and sick partners: what is down stays down alone, and nothing wrong is ever answered."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import pytest

from nongxin.kernel.identity import Role
from tests.fixtures.behind import entries, trial_balance
from tests.fixtures.caller import Caller, must_be, send
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, SOUTH, Farmer

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

SOUTHERN = "nongxin-local-*-south"
EVERYWHERE = "nongxin-local-*"
_BREAKER_S = 6  # kernel/aws.Breaker: open for five seconds


def _reads(farmer: Farmer) -> int:
    answer = farmer.caller.ask("GET", f"/accounts/{farmer.account_id}/entries")
    if answer.status_code == 503:
        must_be(answer, 503, "busy")
        assert answer.headers["Retry-After"]
    return answer.status_code


@pytest.mark.parametrize("fault", ["failing", "cut_off"])
def test_one_shard_down_leaves_the_other_serving(
    deployment: Deployment, town: Town, fault: str
) -> None:
    """Staff of the north and their customers notice nothing; the south hears "busy" in time."""
    north, south = town.borrower(NORTH).farmer, town.borrower(SOUTH).farmer
    teller, _ = town.staff(Role.OFFICER, NORTH), south.caller.token  # fresh, while all is well
    with getattr(deployment.proxy, fault)(SOUTHERN):
        for n in range(3):
            assert _reads(south) == 503
            assert _reads(north) == 200
            paid = {"amount_fen": 100 + n}
            path = f"/accounts/{north.account_id}/deposits"
            assert teller.ask("POST", path, paid, key=uuid.uuid4().hex).status_code == 201
    until(lambda: _reads(south) == 200)
    assert trial_balance(deployment) == 0


def test_a_hanging_shard_leaves_the_other_serving(deployment: Deployment, town: Town) -> None:
    """How fast is not asserted: the local cloud starts a function anew that has raised."""
    north, south = town.borrower(NORTH).farmer, town.borrower(SOUTH).farmer
    _ = north.caller.token, south.caller.token  # fresh, while all is well
    with deployment.proxy.hanging(SOUTHERN, 3):
        for _ in range(2):
            assert _reads(south) == 503
            assert _reads(north) == 200
    until(lambda: _reads(south) == 200)


def test_a_lost_answer_is_safe_to_ask_for_again(deployment: Deployment, town: Town) -> None:
    """The money is written, the answer breaks off: the same key finds it."""
    farmer, teller = town.borrower(NORTH).farmer, town.staff(Role.OFFICER, NORTH)
    before, key, token = farmer.balance_fen(), uuid.uuid4().hex, teller.token
    path, bank = f"/accounts/{farmer.account_id}/deposits", deployment.bank
    with deployment.proxy.losing_answers("nongxin-local-ledger-north"):
        first = send(bank, "POST", path, {"amount_fen": 4321}, token=token, key=key)
        must_be(first, 503, "busy")

    def paid() -> bool:
        again = send(bank, "POST", path, {"amount_fen": 4321}, token=token, key=key)
        return again.status_code == 201

    until(paid, every_s=0.5)
    assert farmer.balance_fen() == before + 4321
    assert trial_balance(deployment) == 0


def test_throttling_makes_nothing_wrong(deployment: Deployment, town: Town) -> None:
    """Three of ten requests to DynamoDB are refused; every command is sent until it is answered."""
    farmer, teller = town.borrower(NORTH).farmer, town.staff(Role.OFFICER, NORTH)
    before, lines = farmer.balance_fen(), len(entries(deployment, farmer.account_id))
    path = f"/accounts/{farmer.account_id}/deposits"
    amounts = [1000 + n for n in range(12)]
    with deployment.proxy.failing(EVERYWHERE, "ProvisionedThroughputExceededException", 0.3):
        for amount in amounts:
            _paid_in(teller, path, amount)
    assert farmer.balance_fen() == before + sum(amounts)
    assert len(entries(deployment, farmer.account_id)) == lines + len(amounts)
    assert trial_balance(deployment) == 0


def _paid_in(teller: Caller, path: str, amount_fen: int) -> None:
    key, token = uuid.uuid4().hex, teller.token

    def answered() -> bool:
        body = {"amount_fen": amount_fen}
        answer = send(teller.bank, "POST", path, body, token=token, key=key)
        assert answer.status_code in (201, 503), answer.text
        assert answer.status_code != 503 or answer.headers["Retry-After"]
        return answer.status_code == 201

    until(answered)


@pytest.mark.parametrize("mode", ["down", "error"])
def test_without_the_credit_bureau_people_decide(
    deployment: Deployment, town: Town, mode: str
) -> None:
    """Missing facts are never good facts: who would have had an offer is referred."""
    farmer = town.farmer("approve", SOUTH)
    with deployment.partners.failing("bureau", mode):
        seen = farmer.decided(farmer.applies())
    assert seen["status"] == "referred" and seen["reasons"], seen
    assert seen["offer"] is None
    time.sleep(_BREAKER_S)  # the next test's applicants find the bureau well
