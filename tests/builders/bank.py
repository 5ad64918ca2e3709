"""The whole bank in memory for handlers: a customer with an account, and the approval workflow by
hand.

`Workflow` calls the step handlers in the order of the state machine and merges their answers, as
`infra/workflows/loan_approval.py` does.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.kernel.commands import CommandKey, Done, fingerprint
from nongxin.kernel.identity import Principal, Role
from nongxin.lending.applications.application import Application, Wish
from nongxin.lending.applications.consent import CURRENT_TEXT
from nongxin.lending.applications.submit_application import (
    Applicant,
    SubmitApplication,
    submit_application,
)
from nongxin.lending.applications.withdraw_application import withdraw_application
from nongxin.lending.contracts.sign_contract import SignContract, sign_contract
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, ENTITY, LENT_FEN, a_giver, a_person, an_officer
from tests.fakes.parts import FakeParts

WISH = Wish("YND", LENT_FEN, 12, "interest_monthly", "planting")
_FOLDERS = {
    "GatherFacts": "step_gather_facts",
    "Decide": "step_decide",
    "Refer": "step_refer",
    "Offer": "step_offer",
    "Disburse": "step_disburse",
    "Close": "step_close",
}


class Bank:
    def __init__(self, p: FakeParts) -> None:
        self.p = p
        teller = an_officer(8, Role.TELLER)
        told = RegisterCustomer(
            county=COUNTY, name="王小明", id_no=an_id_no(area=COUNTY), phone="13812345678",
            id_valid_to=None,
        )  # fmt: skip
        done = p.perform_in(
            "customers",
            key("register", teller.id),
            lambda: register_customer(told, teller, p.registration),
        )
        self.customer = a_person(id=done.answer["customer_id"])
        command = OpenAccount(self.customer.id, ENTITY)
        card = p.perform_in("accounts", key("open"), lambda: open_account(command, p.opening))
        self.ids: list[str] = []
        self.account_id = str(card.answer["id"])

    def submit(self, named: str = "submit-1", wish: Wish = WISH) -> str:
        applicant = Applicant(self.customer.id, a_giver(), self.p.archive.id, COUNTY, ENTITY)
        command = SubmitApplication(applicant, wish, True, CURRENT_TEXT, self.customer.id)
        done = self.p.perform_in(
            "lending",
            key(named),
            lambda: submit_application(command, self.p.submitting),
        )
        self.ids.append(str(done.answer["application_id"]))
        return self.ids[-1]

    def sign(self, application_id: str, named: str = "sign-0001", sha256: str = "") -> Done:
        digest = sha256 or self.contract(application_id)
        token = f"{self.customer.id}:{digest}"
        command = SignContract(application_id, digest, token)
        sign_key = key(named, self.customer.id, fingerprint(digest))
        return sign_contract(command, self.customer, sign_key, self.p.signing_contracts)

    def withdraw(self, application_id: str) -> Done:
        return self.p.perform_in(
            "lending",
            key("withdraw"),
            lambda: withdraw_application(application_id, self.customer, self.p.desk),
        )

    def contract(self, application_id: str) -> str:
        offer = self.read(application_id).offer
        assert offer is not None
        return offer.contract_sha256

    def read(self, application_id: str) -> Application:
        return self.p.desk.read(application_id)

    def balance(self) -> int:
        return self.p.ledger.get(self.account_id).balance_fen


def key(name: str, principal: str = "pn_1", content: str = "x") -> CommandKey:
    return CommandKey(name, principal, COUNTY, name, content)


@dataclass
class Workflow:
    """One run. `told` is the state's data; tokens are `<run>/<state>/<number>`."""

    bank: Bank
    application_id: str
    name: str
    told: dict[str, Any] = field(default_factory=dict)
    tokens: int = 0

    def step(self, state: str, **more: Any) -> str:
        """Runs one task; answers its outcome."""
        self.told |= more
        task = {
            "state": state,
            "application_id": self.application_id,
            "attempt": int(self.name.rpartition("-")[2]),
            "execution": self.name,
            "input": dict(self.told),
        }
        if state in ("Refer", "Offer"):
            task["token"] = self._wait(state)
        handler = importlib.import_module(f"{_FOLDERS[state]}.handler").handler
        answer = handler(task, None)
        if state not in ("Refer", "Offer"):
            self.told |= answer
        return str(answer.get("outcome", ""))

    def decide(self) -> str:
        self.step("GatherFacts")
        return self.step("Decide")

    def heard(self) -> str | None:
        """What the run that waits has been told by its newest token, if anything."""
        answers = dict(self.bank.p.services.states.answers)
        return answers.get(self._token)

    def _wait(self, state: str) -> str:
        self.tokens += 1
        self._token = f"{self.name}/{state}/{self.tokens}"
        self.bank.p.services.states.waiting.add(self._token)
        return self._token


def first_run(bank: Bank, application_id: str) -> Workflow:
    """The run that the submission starts."""
    deliver(bank, "on_application_submitted", "ApplicationSubmitted")
    return run_named(bank, f"{application_id}-1")


def run_named(bank: Bank, name: str) -> Workflow:
    """A run with what it was started with, if it was."""
    told = bank.p.services.states.runs.get(name, {})
    return Workflow(bank, name.rpartition("-")[0], name, dict(told))


def deliver(bank: Bank, folder: str, *types: str) -> dict[str, Any]:
    """Every event of these types so far, to a queue's function (again, if it had them before)."""
    import json
    from dataclasses import asdict

    events = [e for e in bank.p.memory.published() if e.type in types]
    records = [{"messageId": e.id, "body": json.dumps({"detail": asdict(e)})} for e in events]
    handler = importlib.import_module(f"{folder}.handler").handler
    answer: dict[str, Any] = handler({"Records": records}, None)
    return answer


ANSWERS = ("ApplicationApproved", "ApplicationRejected", "ContractSigned", "ApplicationWithdrawn")


def ring(bank: Bank) -> None:
    assert deliver(bank, "on_application_answered", *ANSWERS) == {"batchItemFailures": []}


def officer(number: int = 1, role: Role = Role.OFFICER) -> Principal:
    return an_officer(number, role)
