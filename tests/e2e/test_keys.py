"""S14: a county's data key is changed and its tables are sealed anew, on the deployed bank."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from devkit.people import households
from devkit.planting import Household, Planter, Staff
from nongxin.kernel.clock import SystemClock, stamp
from nongxin.kernel.records import replace
from tests.fixtures.behind import items, logged, quiet, tables, written
from tests.fixtures.caller import Caller, must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import PASSWORD

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

COUNTY = "610828"  # no other test writes there, so that a pass comes to an end
HOUSEHOLDS, MOST_PASSES = 3, 8
# The first bytes of a text under the first key, and under the one after it (cipher 1).
BEFORE, AFTER = b"\x01", b"\x81\x01"


def test_a_countys_tables_are_sealed_anew(deployment: Deployment) -> None:
    planter = Planter(deployment.parts, COUNTY)
    staff = planter.county_staff()
    today = SystemClock().today()
    planted = list(planter.households(HOUSEHOLDS, today, staff))
    officer = _signed_in(deployment, staff[0])
    until(lambda: set(written(deployment)) <= {event.id for event in logged(deployment)})
    until(lambda: all("archive" in _view(officer, each)["parts"] for each in planted))
    quiet(deployment)
    seen = [_seen(officer, each) for each in planted]
    assert {each[0] for each in seen} == {d.head.name for d in households(COUNTY, 3, today)}
    assert set(_heads(deployment)) == {BEFORE}
    assert _called(deployment, change=True)["generation"] == 1
    assert _called(deployment)["sealing"] is False  # warm functions have not heard of it
    assert [_seen(officer, each) for each in planted] == seen
    _time_passes(deployment)
    told = [_called(deployment) for _ in range(MOST_PASSES)]
    assert told[0]["changed"] >= 3 * HOUSEHOLDS
    assert told[-1] == {"county": COUNTY, "sealing": False}
    assert set(_heads(deployment)) == {AFTER}
    assert [_seen(officer, each) for each in planted] == seen


def _seen(officer: Caller, household: Household) -> tuple[str, str, Any]:
    """By the doors: the customer, who lives in the house, the archive in their view."""
    name = officer.person.get(f"/customers/{household.customer_id}")["name"]
    path = f"/archives/{household.household_id}/sections/M"
    members = must_be(officer.ask("GET", path), 200)["rows"]
    return name, json.dumps(members), _view(officer, household)["parts"]["archive"]["doc"]


def _view(officer: Caller, household: Household) -> dict[str, Any]:
    return officer.person.get(f"/customers/{household.customer_id}/view?purpose=archive")


def _signed_in(deployment: Deployment, staff: Staff) -> Caller:
    bank = deployment.bank
    bank.enrol(staff.phone, PASSWORD, staff_no=staff.staff_no)
    return Caller(bank.sign_in(staff.staff_no, PASSWORD, staff.phone), staff.id)


def _called(deployment: Deployment, **event: Any) -> dict[str, Any]:
    answer = deployment.client("lambda").invoke(
        FunctionName="nongxin-local-job_rotate_keys:live",
        Payload=json.dumps({"county": COUNTY} | event).encode(),
    )
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "errorMessage" not in told, told
    return told


def _time_passes(deployment: Deployment) -> None:
    """The key was changed an hour ago, and every function has heard of it."""
    directory, storage = deployment.parts.directory, deployment.parts.storage
    row = directory.sealed_key_row(f"county-{COUNTY}")
    assert row is not None
    row.changed_at = stamp(SystemClock().now() - timedelta(hours=1))
    storage.commit(replace(row))


def _heads(deployment: Deployment) -> Iterator[bytes]:
    """How every name of a person and every section of the county is sealed."""
    for table in tables(deployment):
        for item in items(deployment, table):
            if not item["pk"]["S"].startswith(f"{COUNTY}#"):
                continue
            if "-customers-" in table and "id_no" in item:
                yield _head(base64.b64decode(item["id_no"]["S"]))
            if "-archives-" in table and "rows" in item:
                yield _head(bytes(item["rows"]["B"]))


def _head(sealed: bytes) -> bytes:
    return sealed[:2] if sealed[0] & 0x80 else sealed[:1]
