"""The main jobs where IAM is enforced: each function has what it needs, by its own role,
and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nongxin.archives.photos.check_photo import kept_key
from nongxin.archives.photos.photo_store import Photo
from nongxin.catalog.places import entity_of
from nongxin.customers.requests.request_store import due
from nongxin.customers.view.view import Part
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import Role
from nongxin.kernel.records import replace
from tests.fixtures.behind import messages, told_about
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.stations import open_station
from tests.fixtures.town import NORTH, Farmer, Town

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment


@pytest.fixture(scope="module")
def strict(deployment: Deployment) -> Iterator[Deployment]:
    from tests.fixtures.deployment import enforcing

    with enforcing(deployment) as strict:
        yield strict


def test_the_main_job_needs_no_right_that_its_roles_lack(strict: Deployment) -> None:
    """Referred, judged, signed, paid out, repaid; then resumed and published again for nothing."""
    town = Town(strict)
    farmer = town.farmer("refer")
    application_id = farmer.applies()
    assert farmer.decided(application_id)["status"] == "referred", strict.where_to_look()
    opinion = {"approves": True, "note": "同意", "proposal_number": 1}
    path = f"/loans/applications/{application_id}/opinions"
    town.staff(Role.OFFICER, NORTH, 1).person.post(path, opinion)
    town.staff(Role.COUNTY_APPROVER).person.post(path, opinion)
    farmer.awaits(application_id, "offered")
    farmer.signs(application_id)
    loan_id = farmer.awaits(application_id, "disbursed")["loan_id"]
    farmer.caller.person.post(f"/loans/{loan_id}/repayments", {"amount_fen": 100_000})
    until(lambda: told_about(strict, loan_id)["LoanRepaid"] == 1)
    _jobs_run(strict)
    until(lambda: _waiting(strict) == 0)
    assert _denied(strict) == []


def test_accounts_need_no_right_that_their_roles_lack(strict: Deployment) -> None:
    """Paid to another bank, deposited, frozen, flagged and reviewed; asked and previewed."""
    town = Town(strict)
    farmer, today = town.farmer("decline"), strict.parts.clock.today()
    me, path = farmer.caller.person, f"/accounts/{farmer.account_id}"
    sent = {"payee_bank": "102100099996", "payee_name": "张三丰", "amount_fen": 700,
            "payee_number": "6222020200112233"}  # fmt: skip
    me.post(f"{path}/interbank-transfers", sent)
    until(lambda: me.get(f"{path}/interbank-transfers")["orders"][0]["status"] == "settled")
    deposit = me.get(f"/accounts/{farmer.time_deposit_id}/terms")
    assert deposit["product"] == "TD1Y"
    document = {"authority": "own_bank", "number": "1", "issued_on": today.isoformat(),
                "officers": []}  # fmt: skip
    frozen = {"action": "freeze", "amount_fen": 100, "document": document,
              "until": (today + timedelta(days=30)).isoformat()}  # fmt: skip
    measure = town.staff(Role.OFFICER).person.post(f"{path}/measures", frozen)["measure_id"]
    approver = town.staff(Role.COUNTY_APPROVER).person
    approver.post(f"{path}/measures/{measure}/decision", {"approves": True})
    asked = f"/aml/flags?entity={farmer.entity}&date={today.isoformat()}&limit=100"
    (flag, *_) = until(lambda: town.staff(Role.AUDITOR).person.get(asked)["flags"])
    told = {"verdict": "explain", "reason": "卖粮款"}
    approver.post(f"/aml/flags/{flag['flag_id']}/review", told)
    statement = farmer.caller.ask("GET", f"{path}/statement")
    assert statement.content.startswith(b"\xef\xbb\xbf")
    until(lambda: _waiting(strict) == 0)
    assert _denied(strict) == []


def test_stations_need_no_right_that_their_roles_lack(strict: Deployment) -> None:
    """Operators, cash, a bill, a wish, a lost card, the day's end of terminal and county."""
    station = open_station(Town(strict), NORTH)
    farmer = station.owner
    card = {"card_no": farmer.household.account_no, "pin": "A1B2C3D4E5F60718"}
    bill = must_be(station.ask("D02", customer_no="6100000001"), 200)
    wish = {
        "id_no": farmer.household.id_no,
        "phone": farmer.household.phone,
        "product": "YND",
        "village_code": "610425100200",
        "purpose": "买化肥",
        "consent_photo": "ab" * 32,
    }
    lost = card | {"id_no": farmer.household.id_no, "care": "lost"}
    for body in (
        station.body("A03", 10_000, **card),
        station.body("D02", bill["amount_fen"], bill["bill_no"], customer_no="6100000001"),
        station.body("A13", 3_000_000, **wish),
        station.body("A15", 0, **lost) | {"amount_fen": None},
    ):
        assert must_be(station.pay(body), 201)["status"] == "done"
    officer, today = station.officer.person, SystemClock().today().isoformat()
    assert officer.get(f"/loans/intakes?county={NORTH}")["intakes"]
    told = {"date": today, "lines": [{"trace": "000001", "service": "A03", "amount_fen": 10_000}]}
    must_be(station.signed("POST", "/payments/day-ends", told), 200)
    assert station.operator is not None
    station.operator.person.get(f"/payments/station-days/{station.station_id}?on={today}")
    _invoked(strict, "job_end_payments", {"county": NORTH})
    until(lambda: _waiting(strict) == 0)
    assert _denied(strict) == []


def test_a_deletion_needs_no_right_that_its_roles_lack(strict: Deployment) -> None:
    """Everything ended eleven years ago: views, archive, photos and directory let the person go."""
    town, p = Town(strict), strict.parts
    farmer = town.farmer("decline")
    household_id, me = farmer.household.household_id, farmer.caller.person
    photo = Photo("f" * 64, "image/jpeg", 9, 1, 1, True, "2015-01-01", "108.1", "34.2", "st_1")
    p.storage.commit(*p.archiving.photos.keep(household_id, photo))
    reason = {"reason": "全家迁出"}
    town.staff(Role.COUNTY_APPROVER).person.post(f"/archives/{household_id}/cancellation", reason)
    until(lambda: _has_heard(strict, farmer))
    _long_over(strict, farmer.customer_id)
    fates = me.post("/customers/me/erasures")["categories"]
    assert {fate["outcome"] for fate in fates} == {"erased"}
    assert p.households.dossier(household_id).rows("M") == []
    s3 = strict.client("s3")
    (bucket,) = (b["Name"] for b in s3.list_buckets()["Buckets"] if "-uploads-" in b["Name"])
    key = kept_key(household_id, photo.file_id)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b""
    p.storage.commit(due(farmer.customer_id, date(2026, 1, 1), ["archive"]))
    _invoked(strict, "job_end_retentions", {})
    until(lambda: not list(p.dues.of_county(NORTH, SystemClock().today())))
    assert _denied(strict) == []


def _has_heard(strict: Deployment, farmer: Farmer) -> bool:
    """The view, of all that has happened: nothing later is written over what follows."""
    views = strict.parts.views
    archive, accounts = (
        views.doc(views.part(farmer.customer_id, name)) for name in ("archive", "accounts")
    )
    return archive.get("status") == "cancelled" and farmer.account_id in accounts


def _long_over(strict: Deployment, person_id: str) -> None:
    views, then = strict.parts.views, "2015-02-01T00:00:00.000Z"
    profile = views.rows(person_id).profile
    profile.registered_on = then[:10]
    writes = [replace(profile)]
    for name in ("accounts", "loans", "archive"):
        before = views.part(person_id, name)
        doc = views.doc(before)
        if name == "accounts":
            doc = {each: told | {"closed": then[:10]} for each, told in doc.items()}
        writes.append(views.kept(person_id, name, before, Part(doc, then, then)))
    views.commit(*writes)


def test_somebody_without_rights_is_denied(strict: Deployment) -> None:
    """So the test above means something."""
    iam = strict.client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    import boto3
    from botocore.exceptions import ClientError

    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=strict.cloud.url,
        region_name="cn-northwest-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.scan(TableName="nongxin-local-directory")


def _jobs_run(strict: Deployment) -> None:
    window = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    jobs = (
        ("job_resume", {}),
        ("job_republish", window),
        ("job_open_books", {"entities": ["2702"]}),
        ("job_close_day", {}),
        ("job_reconcile", {}),  # starts itself for the one whose books are open
        ("job_reconcile", {"entity": "2702"}),
        ("job_close_day", {"entity": "2702"}),
        ("job_preapprove", {"county": NORTH}),
        ("job_settle_interest", {"county": NORTH}),
        ("job_tend_accounts", {"county": NORTH}),
        ("job_accrue_deposits", {"county": NORTH}),
        ("job_close_loans", {"county": NORTH}),
        ("job_count_insured", {"entity": entity_of(NORTH, SystemClock().today())}),
        ("job_resolve_interbank", {}),
        ("job_resolve_payments", {}),
    )
    for name, told in jobs:
        _invoked(strict, name, told)


def _invoked(strict: Deployment, name: str, told: dict[str, Any]) -> None:
    answer = strict.client("lambda").invoke(
        FunctionName=f"nongxin-local-{name}:live", Payload=json.dumps(told).encode()
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def _waiting(strict: Deployment) -> int:
    urls = strict.client("sqs").list_queues()["QueueUrls"]
    return sum(messages(strict, url.rpartition("/")[2]) for url in urls)


def _denied(strict: Deployment) -> list[str]:
    lines = (line for group in strict.log_groups() for line in strict.said(group))
    return [line for line in lines if "AccessDenied" in line or "not authorized" in line]
