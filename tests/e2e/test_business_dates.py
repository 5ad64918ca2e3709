"""R2 as deployed: a key means the same for ever, also after 400 business days."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from nongxin.kernel.clock import SystemClock
from nongxin.kernel.counties import LEASE_SECONDS
from nongxin.kernel.directory import BusinessDateRecord
from nongxin.kernel.identity import Role
from nongxin.kernel.records import put
from tests.fixtures.town import Town

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

FOUR_HUNDRED = timedelta(days=400)


@pytest.fixture
def entity(town: Town, deployment: Deployment) -> Iterator[str]:
    """The southern entity, whose books are put as they were afterwards."""
    code = deployment.parts.ledger.get(town.someone.account_id).entity
    before = deployment.parts.directory.business_date(code)
    yield code
    key = {"pk": {"S": f"ENTITY#{code}"}, "sk": {"S": "BUSINESS_DATE"}}
    if before is None:
        deployment.client("dynamodb").delete_item(TableName="nongxin-local-directory", Key=key)
    else:
        deployment.parts.storage.commit(put(before))
    time.sleep(LEASE_SECONDS + 1)  # the doors' leases of the other date end


def test_the_same_key_after_400_business_days_is_answered_to_the_byte(
    deployment: Deployment, town: Town, entity: str
) -> None:
    path, key = f"/accounts/{town.someone.account_id}/deposits", uuid.uuid4().hex
    officer = town.staff(Role.OFFICER)
    first = officer.ask("POST", path, {"amount_fen": 321}, key=key)
    assert first.status_code < 300, first.text
    balance = deployment.parts.ledger.get(town.someone.account_id).balance_fen
    _turn_date(deployment, entity)
    again = officer.ask("POST", path, {"amount_fen": 321}, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = officer.ask("POST", path, {"amount_fen": 322}, key=key)
    assert other.status_code == 422
    assert deployment.parts.ledger.get(town.someone.account_id).balance_fen == balance


def _turn_date(deployment: Deployment, entity: str) -> None:
    row = BusinessDateRecord(f"ENTITY#{entity}", "BUSINESS_DATE")
    row.business_date = str(SystemClock().today() + FOUR_HUNDRED)
    deployment.parts.storage.commit(put(row))
    time.sleep(LEASE_SECONDS + 1)
