"""A finance bureau's payout file on the deployed bank: sent into the bucket, checked and paid by
the machine's batches, told to the payees' histories.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import requests

from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.catalog.places import entity_of
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import new_id
from tests.builders.customers import an_id_no
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town

# A long run: NONGXIN_SUBSIDY_LINES=2000 tells its seconds.
LINES = int(os.environ.get("NONGXIN_SUBSIDY_LINES", "120"))
# Nobody has more: lines of one account queue up behind each other.
LINES_OF_EACH = 20
EACH_FEN, FUNDS_FEN = 1_001, 100_000_000
_HEADER = "line,item_code,batch_no,pay_date,name,id_no,account_no,amount"
_WAIT_S = 300 + LINES


@dataclass
class Bureau:
    town: Town
    account_id: str

    @property
    def officer(self) -> Any:
        return self.town.staff(Role.OFFICER, NORTH)

    @property
    def approver(self) -> Any:
        return self.town.staff(Role.COUNTY_APPROVER, NORTH)

    def fen(self) -> int:
        told = must_be(self.officer.ask("GET", f"/subsidies/accounts?county={NORTH}"), 200)
        found = {each["account_id"]: each["balance_fen"] for each in told["accounts"]}
        return int(found[self.account_id])

    def announced(self, content: bytes, lines: int, file_no: str) -> str:
        """Sent into the bucket too; the file's id."""
        body = {
            "account_id": self.account_id, "file_no": file_no, "pays_on": _today(),
            "lines": lines, "amount_fen": lines * EACH_FEN,
            "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
        }  # fmt: skip
        link = self.officer.person.post("/subsidies/files", body)
        sent = requests.put(link["url"], data=content, headers=link["headers"], timeout=60)
        assert sent.status_code == 200, sent.text
        return str(link["file_id"])

    def until(self, file_id: str, *wanted: str) -> dict[str, Any]:
        ends_at = time.monotonic() + _WAIT_S
        while True:
            told = must_be(self.officer.ask("GET", f"/subsidies/files/{file_id}"), 200)
            if told["status"] in wanted:
                return told
            assert time.monotonic() < ends_at, told
            time.sleep(0.5)


@pytest.fixture(scope="module")
def bureau(town: Town) -> Bureau:
    officer = town.staff(Role.OFFICER, NORTH).person
    made = officer.post("/subsidies/accounts", {"county": NORTH, "name": "礼泉县财政局"})
    bureau = Bureau(town, str(made["account_id"]))
    voucher = {"voucher_no": "GK-2026-1", "amount_fen": FUNDS_FEN}
    town.staff(Role.COUNTY_APPROVER, NORTH).person.post(
        f"/subsidies/accounts/{bureau.account_id}/funds", voucher
    )
    return bureau


@pytest.mark.timeout(300 + LINES)
def test_a_file_is_paid_by_the_machine(town: Town, deployment: Deployment, bureau: Bureau) -> None:
    payees = [_payee(deployment, nth) for nth in range(LINES // LINES_OF_EACH)]
    file_id = bureau.announced(_content(payees, LINES), LINES, "F-1")
    path = f"/subsidies/files/{file_id}"
    must_be(bureau.officer.ask("POST", f"{path}/check", key="e2e-check-f1"), 200)
    begun = time.monotonic()
    checked = bureau.until(file_id, "checked", "refused")
    checked_s, funds = time.monotonic() - begun, bureau.fen()
    assert (checked["status"], checked["good_lines"]) == ("checked", LINES - 1), checked
    release = bureau.approver.ask(
        "POST", f"{path}/decision", {"approves": True}, key="e2e-release-f1"
    )
    must_be(release, 200)
    begun = time.monotonic()
    paid = bureau.until(file_id, "paid")
    print(f"{LINES} lines: checked in {checked_s:.1f} s, paid in {time.monotonic() - begun:.1f} s")
    assert (paid["paid_lines"], paid["paid_fen"]) == (LINES - 1, (LINES - 1) * EACH_FEN)
    gained = [deployment.parts.ledger.get(each.account_id).balance_fen for each in payees]
    assert sum(gained) == paid["paid_fen"] == FUNDS_FEN - bureau.fen()
    assert funds == FUNDS_FEN
    report = requests.get(paid["report_url"], timeout=30).text
    assert report.splitlines()[1].startswith(f"{LINES},10.01,no-account")
    _run_again(deployment, bureau, file_id)
    again = [deployment.parts.ledger.get(each.account_id).balance_fen for each in payees]
    assert again == gained


def _run_again(deployment: Deployment, bureau: Bureau, file_id: str) -> None:
    """Ops start the machine by hand over a file that is paid: nothing moves."""
    states, funds = deployment.client("stepfunctions"), bureau.fen()
    machines = states.list_state_machines()["stateMachines"]
    arn = next(m["stateMachineArn"] for m in machines if m["name"].endswith("-subsidy-payout"))
    run = states.start_execution(stateMachineArn=arn, input=json.dumps({"file": file_id}))

    def status() -> str:
        told = states.describe_execution(executionArn=run["executionArn"])
        return str(told["status"])

    until(lambda: status() != "RUNNING")
    assert (status(), bureau.fen()) == ("SUCCEEDED", funds)


def _content(payees: list[Payee], lines: int) -> bytes:
    """The last line's account does not exist."""
    rows = [_HEADER]
    for nth in range(1, lines + 1):
        who = payees[nth % len(payees)]
        account = "1" * 19 if nth == lines else who.number
        rows.append(f"{nth},SBA01,B-{nth},{_today()},{who.name},{who.id_no},{account},10.01")
    fen = lines * EACH_FEN
    rows.append(f"TOTAL,{lines},{fen // 100}.{fen % 100:02d}")
    return ("\n".join(rows) + "\n").encode()


@dataclass(frozen=True)
class Payee:
    name: str
    id_no: str
    account_id: str
    number: str


def _payee(deployment: Deployment, nth: int) -> Payee:
    """Somebody with an empty account, made in process: the doors' ways to one are others' tests."""
    parts, entity = deployment.parts, str(entity_of(NORTH, SystemClock().today()))
    id_no, name = an_id_no(NORTH, date(1970 + nth // 900, 6, 7), 100 + nth % 900), "补贴户"
    told = RegisterCustomer(NORTH, name, id_no, f"1471{nth:07d}", None)
    teller = Principal(new_id("st", NORTH, SystemClock()), Role.TELLER, NORTH, entity,
                       frozenset({NORTH}), "e2e")  # fmt: skip
    done = parts.perform_in(
        "customers", _key("register", nth),
        lambda: register_customer(told, teller, parts.registration),
    )  # fmt: skip
    owner = str(done.answer["customer_id"])
    opened = parts.perform_in(
        "accounts", _key("open", nth),
        lambda: open_account(OpenAccount(owner, entity), parts.opening),
    )  # fmt: skip
    return Payee(name, id_no, str(opened.answer["id"]), str(opened.answer["number"]))


def _key(what: str, nth: int) -> CommandKey:
    return CommandKey(f"tests.{what}", "tests", NORTH, f"payee-{nth}", fingerprint(nth))


def _today() -> str:
    return SystemClock().today().isoformat()
