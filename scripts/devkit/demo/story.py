"""The story: three farmers from archive to money (or not), every step a call on an HTTP door."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devkit import say
from devkit.bank import Json, Person
from devkit.demo.cast import PASSWORD, Cast
from devkit.people import Draft
from devkit.trouble import Trouble
from nongxin.kernel.money import grouped

_PATIENCE_S = 120.0
_LOOK_EVERY_S = 0.05
_HARVEST_FEN = 6_000_000  # last year's sales, paid in at the counter
_FIRST_REPAYMENT_FEN = 200_000
DECIDED = ("offered", "referred", "declined")


@dataclass(frozen=True)
class Wish:
    kind: str
    amount_fen: int
    method: str
    term_months: int


WISHES = (
    Wish("approve", 3_000_000, "equal_instalment", 24),
    Wish("refer", 4_000_000, "interest_quarterly", 12),
    Wish("decline", 3_000_000, "interest_monthly", 12),
)


@dataclass
class Tale:
    """One farmer's way through the bank, and what was seen on it."""

    wish: Wish
    name: str
    phone: str
    customer_id: str = ""
    account_id: str = ""
    account_no: str = ""
    id_no: str = ""
    person: Person | None = None
    application: Json = field(default_factory=dict)
    judged_by: list[str] = field(default_factory=list)
    to_decision_s: float = 0.0
    to_money_s: float | None = None
    schedule: Json = field(default_factory=dict)
    repayment: Json = field(default_factory=dict)
    balances_fen: list[tuple[str, int]] = field(default_factory=list)


def tell(cast: Cast) -> list[Tale]:
    return [_life(cast, wish) for wish in WISHES]


def _life(cast: Cast, wish: Wish) -> Tale:
    draft = cast.farmer(wish.kind)
    tale = Tale(wish, draft.head.name, draft.head.phone, id_no=draft.head.id_no)
    with say.step(f"{tale.name}: archive captured by one, approved by another"):
        capture(cast, draft, tale)
    tale.person = farmer = _signed_in(cast, draft)
    with say.step(f"{tale.name}: asks for 优农贷 over {grouped(wish.amount_fen)} yuan, decided"):
        begun = time.monotonic()
        apply(farmer, tale)
        tale.to_decision_s = time.monotonic() - begun
    if tale.application["status"] == "referred":
        with say.step(f"{tale.name}: referred, judged by two officers"):
            judge(cast, farmer, tale)
    if tale.application["status"] == "offered":
        with say.step(f"{tale.name}: reads and signs the contract, gets the money"):
            sign(farmer, tale)
            tale.to_money_s = time.monotonic() - begun
        with say.step(f"{tale.name}: schedule, balance, first repayment"):
            repay(farmer, tale)
    return tale


def capture(cast: Cast, draft: Draft, tale: Tale) -> None:
    """Customer, account with last year's sales, archive by section; another officer approves it."""
    officer, head = cast.officer, draft.head
    valid_to = head.id_valid_to.isoformat() if head.id_valid_to else None
    who = {"name": head.name, "id_no": head.id_no, "phone": head.phone, "id_valid_to": valid_to}
    customer = officer.post("/customers", who | {"county": draft.county})
    tale.customer_id = customer["customer_id"]
    account = officer.post("/accounts", {"customer_id": tale.customer_id})
    tale.account_id, tale.account_no = account["account_id"], account["number"]
    officer.post(f"/accounts/{tale.account_id}/deposits", {"amount_fen": _HARVEST_FEN})
    household = officer.post("/archives", {"village_code": draft.village})["household_id"]
    for section, rows in draft.captured(account["number"], cast.officer_id).items():
        officer.put(f"/archives/{household}/sections/{section}", {"rows": rows})
    officer.post(f"/archives/{household}/submission")
    cast.approver.post(f"/archives/{household}/approval")


def _signed_in(cast: Cast, draft: Draft) -> Person:
    head = draft.head
    return cast.bank.admit(head.phone, PASSWORD, head.phone, id_no=head.id_no)


def apply(farmer: Person, tale: Tale) -> None:
    """Reads the consent, applies, and waits for the decision."""
    consent = farmer.get("/loans/consent")
    wish = tale.wish
    told = farmer.post(
        "/loans/applications",
        {
            "product": "YND",
            "amount_fen": wish.amount_fen,
            "term_months": wish.term_months,
            "method": wish.method,
            "purpose": "planting",
            "consent": {"credit_query": True, "text": consent["text"]},
        },
    )
    tale.application = awaited(farmer, told["application_id"], DECIDED)


def judge(cast: Cast, farmer: Person, tale: Tale) -> None:
    """Officers find it on their list and approve, each by himself, until the referral
    is answered.
    """
    application_id = tale.application["application_id"]
    for officer, name in ((cast.colleague, "second officer"), (cast.approver, "county approver")):
        seen = _found(officer, application_id)
        opinion = {
            "approves": True,
            "note": "已实地核实，同意",
            "proposal_number": seen["referral"]["proposal"]["number"],
        }
        given = officer.post(f"/loans/applications/{application_id}/opinions", opinion)
        tale.judged_by.append(name)
        if given["answer"]:
            break
    tale.application = awaited(farmer, application_id, ("offered", "declined"))


def _found(officer: Person, application_id: str) -> Json:
    """The application on the officer's work list; its index may lag a moment."""

    def look() -> Json | None:
        waiting = officer.get("/loans/referrals?limit=100")["applications"]
        return next((a for a in waiting if a["application_id"] == application_id), None)

    found: Json = until(look)
    return found


def sign(farmer: Person, tale: Tale) -> None:
    """Reads the contract whole, confirms its hash by a code, signs, and waits for the money."""
    application_id = tale.application["application_id"]
    contract = farmer.get(f"/loans/applications/{application_id}/contract")
    digest = contract["contract_sha256"]
    told = {"contract_sha256": digest, "step_up_token": farmer.step_up(digest)}
    farmer.post(f"/loans/applications/{application_id}/signature", told)
    tale.application = awaited(farmer, application_id, ("disbursed",))


def repay(farmer: Person, tale: Tale) -> None:
    loan_id = tale.application["loan_id"]
    _balance(farmer, tale, "with the loan")
    tale.repayment = farmer.post(
        f"/loans/{loan_id}/repayments", {"amount_fen": _FIRST_REPAYMENT_FEN}
    )
    _balance(farmer, tale, "after the repayment")
    tale.schedule = farmer.get(f"/loans/{loan_id}/schedule")


def _balance(farmer: Person, tale: Tale, when: str) -> None:
    balance = farmer.get(f"/accounts/{tale.account_id}")["balance_fen"]
    tale.balances_fen.append((when, balance))


def awaited(person: Person, application_id: str, statuses: tuple[str, ...]) -> Json:
    """The application once it is in one of the statuses."""

    def look() -> Json | None:
        seen = person.get(f"/loans/applications/{application_id}")
        if seen["status"] == "parked":
            raise Trouble(f"application {application_id} is parked: scripts/local logs tells why.")
        return seen if seen["status"] in statuses else None

    found: Json = until(look)
    return found


def until(look: Callable[[], Any]) -> Any:
    until = time.monotonic() + _PATIENCE_S
    while (seen := look()) is None:
        if time.monotonic() > until:
            raise TimeoutError(f"nothing was to be seen within {_PATIENCE_S:.0f} s")
        time.sleep(_LOOK_EVERY_S)
    return seen
