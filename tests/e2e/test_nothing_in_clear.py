"""S13: whatever is stored, queued or logged, nobody's name, number or phone stands
there in clear.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from devkit.bank import Person
from nongxin.audit.trail import lane_of
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.kernel.id_number import check_character
from nongxin.kernel.identity import Role
from tests.fixtures.behind import flags, items, tables
from tests.fixtures.caller import Caller, send
from tests.fixtures.deployment import until
from tests.fixtures.everything import Needles, everything
from tests.fixtures.town import NORTH, PASSWORD, SOUTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

PERSONS = 200  # promises S13: all of them become customers,
BY_DOORS = 8  # these by the doors, rightly, wrongly and broken, and the others by the same rules
_SIGNS = "甪龘靐齉爩鱻麤灪厵鬻"  # in no other name, so that a hit is one of ours


@dataclass(frozen=True)
class Canary:
    name: str
    id_no: str
    phone: str
    county: str

    @property
    def needles(self) -> tuple[str, ...]:
        return self.name, self.id_no, self.phone


def canary(number: int) -> Canary:
    county = (NORTH, SOUTH)[number % 2]
    digits = f"{county}{1970 + number % 30}0{1 + number % 9}17{777 - number:03d}"
    name = _SIGNS[number // 100] + _SIGNS[number // 10 % 10] + _SIGNS[number % 10]
    return Canary(name, digits + check_character(digits), f"1987654{number:04d}", county)


@pytest.mark.timeout(900)  # everything is read that the cloud holds
def test_nothing_of_a_person_lies_anywhere_in_clear(deployment: Deployment, town: Town) -> None:
    """200 persons come in, one of them with a loan; two pay, others write their names into
    documents and reasons; a payout file names many of them.
    """
    planted = [canary(n) for n in range(PERSONS)]
    for who in planted[:BY_DOORS]:
        _plant(deployment, town, who)
    ids = [_register(deployment, town, who) for who in planted[BY_DOORS:]]
    _pay(deployment, town, planted[0], planted[2])
    _pay_out(town, planted)
    _look_at(town, ids[:4], planted)
    borrower = town.borrower().farmer.household
    told = {needle for who in planted for needle in who.needles}
    needles = Needles(told | {borrower.name, borrower.id_no, borrower.phone})
    hits, seen = [], set()
    known = town.borrower().application_id  # no secret: it shows that the search finds
    for place, text in everything(deployment):
        hits += [(place, needle) for needle in needles.within(text)]
        if known in text:
            seen.add(place.partition(" ")[0])
    assert {"table", "bucket", "log", "run", "stream"} <= seen
    assert hits == []


def test_a_county_s_key_changes_and_all_stay_readable(deployment: Deployment, town: Town) -> None:
    """S14, on the deployed bank: warm functions go on, by either key."""
    before = _register(deployment, town, canary(PERSONS + 1))
    county = canary(PERSONS + 1).county
    told = _called(deployment, "job_rotate_keys", {"county": county, "change": True})
    assert told["generation"] >= 1
    after = _register(deployment, town, canary(PERSONS + 3))
    officer = town.staff(Role.OFFICER, county).person
    names = [officer.get(f"/customers/{each}")["name"] for each in (before, after)]
    assert names == [canary(PERSONS + 1).name, canary(PERSONS + 3).name]


def test_the_trail_of_readings_is_whole_and_a_lost_row_is_found(
    deployment: Deployment, town: Town
) -> None:
    """R24, on the deployed bank."""
    borrower = town.borrower().farmer
    officer = town.staff(Role.OFFICER).person
    for _ in range(3):
        officer.get(f"/customers/{borrower.customer_id}/view?purpose=loan")
    assert _called(deployment, "job_check_audit", {"county": NORTH})["found"] == []
    dynamodb, lane = deployment.client("dynamodb"), lane_of(borrower.customer_id)
    table = next(t for t in tables(deployment) if "-audit-" in t and _has(deployment, t, lane))
    row = next(i for i in items(deployment, table) if _is_link(i, lane))
    dynamodb.delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
    try:
        found = _called(deployment, "job_check_audit", {"county": NORTH})["found"]
    finally:
        dynamodb.put_item(TableName=table, Item=row)
    assert found
    assert {lost[0] for lost in found} == {lane}
    assert _called(deployment, "job_check_audit", {"county": NORTH})["found"] == []


def _has(deployment: Deployment, table: str, lane: str) -> bool:
    return any(_is_link(item, lane) for item in items(deployment, table))


def _is_link(item: dict[str, Any], lane: str) -> bool:
    return bool(item["pk"]["S"] == lane and item["sk"]["S"].startswith("L#"))


def _called(deployment: Deployment, folder: str, event: dict[str, Any]) -> dict[str, Any]:
    answer = deployment.client("lambda").invoke(
        FunctionName=f"nongxin-local-{folder}:live", Payload=json.dumps(event).encode()
    )
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "errorMessage" not in told, told
    return told


def _register(deployment: Deployment, town: Town, who: Canary) -> str:
    """In process, by the same rules. Answers the customer's id."""
    p, officer = deployment.parts, town.principal(who.county)
    told = RegisterCustomer(who.county, who.name, who.id_no, who.phone, None)
    made = register_customer(told, officer, p.registration)
    p.storage.commit(*made.writes)
    return str(made.answer["customer_id"])


def _pay_out(town: Town, planted: list[Canary]) -> None:
    """Finance pays many of them, and somebody whom the bank does not know."""
    lines = [
        {"item": "SBA01", "batch": "202606SBA01", "paid_on": "2026-06-15", "name": who.name,
         "id_no": who.id_no, "amount_fen": 50_000}
        for who in (*planted[:60], canary(PERSONS + 5))
    ]  # fmt: skip
    officer, matched = town.staff(Role.OFFICER).person, 0
    for at in range(0, len(lines), 50):
        page = {"county": NORTH, "file": "canaries.csv", "first_line": at + 1}
        told = officer.post("/customers/payouts", page | {"lines": lines[at : at + 50]})
        matched += told["matched"]
    assert matched == 60


def _look_at(town: Town, ids: list[str], planted: list[Canary]) -> None:
    """What staff keep about them and read of them; reasons hold names."""
    officer, approver = town.staff(Role.OFFICER).person, town.staff(Role.COUNTY_APPROVER).person
    north = [each for each in ids if each[3:9] == NORTH]
    for each in north:
        contact = {"kind": "mobile", "value": planted[5].phone}
        officer.post(f"/customers/{each}/contacts", contact)
        officer.get(f"/customers/{each}/view?purpose=loan")
        officer.get(f"/customers/{each}/subsidies?purpose=loan")
    merged = {"into": north[1], "reason": f"与{planted[3].name}为同一人，{planted[3].id_no}"}
    approver.post(f"/customers/{north[0]}/merge", merged)


def _plant(deployment: Deployment, town: Town, who: Canary) -> None:
    officer = town.staff(Role.OFFICER, who.county)
    body = {
        "name": who.name,
        "id_no": who.id_no,
        "phone": who.phone,
        "county": who.county,
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
    found = flags(town.staff(Role.AUDITOR), path, person_id)
    return str(found[0]["flag_id"]) if found else ""


def _signs_in(deployment: Deployment, who: Canary) -> Person:
    bank = deployment.bank
    bank.enrol(who.phone, PASSWORD, id_no=who.id_no)
    send(bank, "POST", "/auth/sign-ins", {"login": who.phone, "password": who.id_no})
    person = bank.sign_in(who.phone, PASSWORD, who.phone)
    Caller(person, "").ask("GET", "/customers/me")
    return person
