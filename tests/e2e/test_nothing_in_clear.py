"""S13: whatever is stored, queued or logged, nobody's name, number or phone stands
there in clear.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from devkit.bank import Person
from nongxin.kernel.id_number import check_character
from nongxin.kernel.identity import Role
from tests.fixtures.behind import items, tables, url_of
from tests.fixtures.caller import Caller, send
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, PASSWORD, SOUTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

PERSONS = 20
_SIGNS = "甪龘靐齉爩鱻麤灪厵鬻"  # in no other name, so that a hit is one of ours


@dataclass(frozen=True)
class Canary:
    name: str
    id_no: str
    phone: str

    @property
    def needles(self) -> tuple[str, ...]:
        return self.name, self.id_no, self.phone


def canary(number: int, county: str) -> Canary:
    born = f"{1970 + number}0{1 + number % 9}17"
    digits = f"{county}{born}{777 - number:03d}"
    name = _SIGNS[number % 10] + _SIGNS[number // 10] + _SIGNS[(number + 3) % 10]
    return Canary(name, digits + check_character(digits), f"1987654{number:04d}")


def test_nothing_of_a_person_lies_anywhere_in_clear(deployment: Deployment, town: Town) -> None:
    """20 persons come in by the doors, one of them with a loan; rightly, wrongly and broken. Two of
    them pay, and others write their names into documents and reasons.
    """
    planted = [canary(n, (NORTH, SOUTH)[n % 2]) for n in range(PERSONS)]
    for number, who in enumerate(planted):
        _plant(deployment, town, who, (NORTH, SOUTH)[number % 2])
    _pay(deployment, town, planted[0], planted[2])
    borrower = town.borrower().farmer.household
    needles = {
        *(needle for who in planted for needle in who.needles),
        borrower.name, borrower.id_no, borrower.phone,
    }  # fmt: skip
    hits, seen = [], set()
    known = town.borrower().application_id  # no secret: it shows that the search finds
    for place, text in _everything(deployment):
        hits += [(place, needle) for needle in needles if _holds(text, needle)]
        if known in text:
            seen.add(place.partition(" ")[0])
    assert {"table", "bucket", "log", "run"} <= seen
    assert hits == []


def _plant(deployment: Deployment, town: Town, who: Canary, county: str) -> None:
    officer = town.staff(Role.OFFICER, county)
    body = {
        "name": who.name,
        "id_no": who.id_no,
        "phone": who.phone,
        "county": county,
        "id_valid_to": None,
    }
    made = officer.person.post("/customers", body)
    officer.person.post("/accounts", {"customer_id": made["customer_id"]})
    officer.ask("POST", "/customers", body, key="canary-again-1")  # registered already
    officer.ask("POST", "/customers", body | {who.name: who.id_no}, key="canary-wrong-1")
    officer.ask("POST", "/customers", json.dumps(body).encode()[:-3], key="canary-broken")
    officer.ask("GET", f"/customers/{who.id_no}")
    officer.ask("GET", f"/accounts?customer_id={who.phone}")
    _signs_in(deployment, who)


def _pay(deployment: Deployment, town: Town, payer: Canary, payee: Canary) -> None:
    """Cash, a transfer and its reversal, a payment to another bank, a freeze, a flag's review."""
    bank, teller = deployment.bank, town.staff(Role.TELLER)
    me, other = (bank.sign_in(c.phone, PASSWORD, c.phone) for c in (payer, payee))
    (mine,), (theirs,) = (p.get("/accounts")["accounts"] for p in (me, other))
    path = f"/accounts/{mine['account_id']}"
    teller.person.post(f"{path}/deposits", {"amount_fen": 6_000_000})
    to = {"payee_name": payee.name, "payee_number": theirs["number"], "amount_fen": 100,
          "remark": f"还{payee.name}"}  # fmt: skip
    entry = me.post(f"{path}/transfers", to)["number"]
    back = f"{path}/entries/{entry}/reversal"
    teller.person.post(back, {"reason": f"{payer.name}转错，{payee.phone}"})
    foreign = {"payee_bank": "102100099996", "payee_number": "6222020200112233"}
    me.post(f"{path}/interbank-transfers", to | foreign)
    approver = town.staff(Role.COUNTY_APPROVER)
    today = deployment.parts.clock.today()
    document = {"authority": "own_bank", "number": "1", "issued_on": today.isoformat(),
                "officers": [f"{payee.name} {payee.id_no}"]}  # fmt: skip
    frozen = {"action": "freeze", "amount_fen": 100, "document": document,
              "until": (today + timedelta(days=30)).isoformat()}  # fmt: skip
    town.staff(Role.OFFICER).person.post(f"{path}/measures", frozen)
    flag_id = until(lambda: _flagged(deployment, town, mine["owner"]))
    told = {"verdict": "explain", "reason": f"{payer.name}的卖粮款，{payer.id_no}"}
    approver.person.post(f"/aml/flags/{flag_id}/review", told)


def _flagged(deployment: Deployment, town: Town, person_id: str) -> str:
    """The flag of the day's cash, once the event was counted."""
    today = deployment.parts.clock.today().isoformat()
    path = f"/aml/flags?entity={town.someone.entity}&date={today}&limit=100"
    flags = town.staff(Role.AUDITOR).person.get(path)["flags"]
    return next((str(f["flag_id"]) for f in flags if f["person_id"] == person_id), "")


def _signs_in(deployment: Deployment, who: Canary) -> Person:
    bank = deployment.bank
    bank.enrol(who.phone, PASSWORD, id_no=who.id_no)
    send(bank, "POST", "/auth/sign-ins", {"login": who.phone, "password": who.id_no})
    person = bank.sign_in(who.phone, PASSWORD, who.phone)
    Caller(person, "").ask("GET", "/customers/me")
    return person


def _holds(text: str, needle: str) -> bool:
    """In clear, as JSON escapes it, or in base64 at any of its three offsets."""
    raw = needle.encode()
    inner = {b64encode(b" " * n + raw)[4 if n else 0 : -4].decode() for n in range(3)}
    spellings = {needle, json.dumps(needle)[1:-1], *(i for i in inner if len(i) > 7)}
    return any(spelling in text for spelling in spellings)


def _everything(deployment: Deployment) -> Iterator[tuple[str, str]]:
    """Every item, message, object, log line and workflow input of the cloud, as text."""
    for table in tables(deployment):
        for item in items(deployment, table):
            yield f"table {table}", json.dumps(item, ensure_ascii=False, default=_text)
    for queue in _queues(deployment):
        yield from _messages(deployment, queue)
    s3 = deployment.client("s3")
    for bucket in (deployment.outputs["EvidenceBucket"], deployment.outputs["EventLogBucket"]):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", ()):
                body = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                yield f"bucket {bucket}", found["Key"] + _text(body)
    for group in deployment.log_groups():
        for line in deployment.said(group):
            yield f"log {group}", line
    for log in (deployment.cloud.log, deployment.proxy.log):
        yield f"log {log.name}", log.read_text(errors="replace")
    yield from _runs(deployment)


def _runs(deployment: Deployment) -> Iterator[tuple[str, str]]:
    sfn = deployment.client("stepfunctions")
    for run in sfn.list_executions(stateMachineArn=deployment.machine_arn)["executions"]:
        history = sfn.get_execution_history(executionArn=run["executionArn"], maxResults=1000)
        text = json.dumps(history["events"], ensure_ascii=False, default=str)
        yield f"run {run['name']}", text


def _queues(deployment: Deployment) -> list[str]:
    urls = deployment.client("sqs").list_queues()["QueueUrls"]
    return [url.rpartition("/")[2] for url in urls]


def _messages(deployment: Deployment, queue: str) -> Iterator[tuple[str, str]]:
    """Looked at and at once given back."""
    url = url_of(deployment, queue)
    told = deployment.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    for message in told.get("Messages", ()):
        yield f"queue {queue}", message["Body"]


def _text(value: Any) -> str:
    """Bytes as somebody who looks for something would read them, unpacked if they are packed."""
    if not isinstance(value, bytes):
        return str(value)
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace") + value.decode("utf-16", "replace")
