"""The main job: three farmers from archive to money or refusal, every step a call on a door."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from devkit.bank import Json
from devkit.demo import story
from devkit.demo.cast import Cast
from devkit.demo.story import Tale
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import sibling
from tests.fixtures.behind import entries, told_about, trial_balance
from tests.fixtures.caller import Caller
from tests.fixtures.deployment import until
from tests.fixtures.town import HARVEST_FEN, NORTH, PASSWORD, SOUTH, WISHES

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Town


def test_an_offer_by_rule_is_signed_paid_out_and_repaid(deployment: Deployment, town: Town) -> None:
    """On the north's shard."""
    farmer, tale = _captured(town, "approve", NORTH)
    story.apply(farmer.person, tale)
    assert (tale.application["status"], tale.application["reasons"]) == ("offered", [])
    story.sign(farmer.person, tale)
    loan_id = tale.application["loan_id"]
    assert _lines(deployment, tale) == [
        ("ACCOUNT_OPENED", "open", 0, 0),
        ("CASH_DEPOSIT", "credit", HARVEST_FEN, HARVEST_FEN),
        ("LOAN_DISBURSED", "credit", 3_000_000, HARVEST_FEN + 3_000_000),
    ]
    plan = farmer.person.get(f"/loans/{loan_id}/schedule")["instalments"]
    _adds_up(plan, tale.wish.term_months, tale.wish.amount_fen)
    story.repay(farmer.person, tale)
    _agrees_about_principal(deployment, farmer, tale)
    # Paid before it was due: that is a line of its own, and the others are planned anew.
    _adds_up(tale.schedule["instalments"], tale.wish.term_months + 1, tale.wish.amount_fen)
    wanted = {
        "ApplicationSubmitted": 1, "OfferMade": 1, "ContractSigned": 1, "LoanDisbursed": 1,
    }  # fmt: skip
    assert _told(deployment, tale.application["application_id"], wanted) == wanted
    repaid = wanted | {"LoanRepaid": 1}
    assert _told(deployment, loan_id, {"LoanDisbursed": 1, "LoanRepaid": 1}) == {
        name: repaid[name] for name in ("LoanDisbursed", "LoanRepaid")
    }
    assert trial_balance(deployment) == 0


def test_a_referred_one_is_approved_by_four_eyes(deployment: Deployment, town: Town) -> None:
    """On the south's shard. Who captured the archive may not judge it; one voice alone is none."""
    farmer, tale = _captured(town, "refer", SOUTH)
    story.apply(farmer.person, tale)
    assert tale.application["status"] == "referred"
    assert [r["code"] for r in tale.application["reasons"]] == ["CRS001"]
    application_id = tale.application["application_id"]
    opinion = {"approves": True, "note": "同意", "proposal_number": 1}
    path = f"/loans/applications/{application_id}/opinions"
    captor, colleague, approver = _judges(town, SOUTH)
    refused = captor.ask("POST", path, opinion, key="captor-0001")
    assert (refused.status_code, refused.json()["code"]) == (403, "four-eyes")
    assert colleague.ask("POST", path, opinion, key="first-0001").json()["answer"] is None
    twice = colleague.ask("POST", path, opinion, key="first-0002")
    assert (twice.status_code, twice.json()["code"]) == (403, "four-eyes")
    assert approver.ask("POST", path, opinion, key="second-001").json()["answer"] == "approved"
    tale.application = story.awaited(farmer.person, application_id, ("offered",))
    story.sign(farmer.person, tale)
    assert _lines(deployment, tale)[-1][0] == "LOAN_DISBURSED"
    seen = {"ApplicationReferred": 1, "ApplicationApproved": 1, "LoanDisbursed": 1}
    assert seen.items() <= _told(deployment, application_id, seen).items()
    assert trial_balance(deployment) == 0


def test_a_declined_one_hears_why_and_gets_nothing(deployment: Deployment, town: Town) -> None:
    farmer, tale = _captured(town, "decline", NORTH)
    story.apply(farmer.person, tale)
    assert tale.application["status"] == "declined"
    reasons = {r["code"]: r for r in tale.application["reasons"]}
    assert all(r["zh"] and r["en"] for r in reasons.values())
    assert "DEB002" in reasons
    assert tale.application["offer"] is None and tale.application["loan_id"] is None
    assert tale.application["score"] is None  # scores are for staff
    contract = f"/loans/applications/{tale.application['application_id']}/contract"
    assert farmer.ask("GET", contract).status_code == 404
    assert [line[0] for line in _lines(deployment, tale)] == ["ACCOUNT_OPENED", "CASH_DEPOSIT"]
    seen = {"ApplicationSubmitted": 1, "ApplicationDeclined": 1}
    assert _told(deployment, tale.application["application_id"], seen) == seen


def _captured(town: Town, kind: str, county: str) -> tuple[Caller, Tale]:
    """A family captured through the doors, its head signed in."""
    captor, colleague, approver = _judges(town, county)
    bank = town.deployment.bank
    cast = Cast(
        bank=bank,
        county=county,
        today=SystemClock().today(),
        run=0,
        officer=captor.person,
        officer_id=captor.id,
        colleague=colleague.person,
        approver=approver.person,
        ops=town.staff(Role.OPS, county).person,
    )
    draft = town.draft(kind, county)
    head = draft.head
    tale = Tale(WISHES[kind], head.name, head.phone)
    story.capture(cast, draft, tale)
    bank.enrol(head.phone, PASSWORD, id_no=head.id_no)
    return Caller(bank.sign_in(head.phone, PASSWORD, head.phone), tale.customer_id), tale


def _judges(town: Town, county: str) -> tuple[Caller, Caller, Caller]:
    return (
        town.staff(Role.OFFICER, county, 0),
        town.staff(Role.OFFICER, county, 1),
        town.staff(Role.COUNTY_APPROVER, county),
    )


def _lines(deployment: Deployment, tale: Tale) -> list[tuple[str, str, int, int]]:
    return entries(deployment, tale.account_id)


def _told(deployment: Deployment, subject: str, wanted: dict[str, int]) -> dict[str, int]:
    """The log's count of events, once all that are wanted have come."""

    def look() -> dict[str, int] | None:
        told = told_about(deployment, subject)
        return dict(told) if wanted.keys() <= told.keys() else None

    return until(look)


def _agrees_about_principal(deployment: Deployment, farmer: Caller, tale: Tale) -> None:
    """Loan, ledger and account tell the same after the first repayment."""
    loan_id, paid = tale.application["loan_id"], tale.repayment["paid"]
    loan = farmer.person.get(f"/loans/{loan_id}")
    left_fen = 3_000_000 - int(paid["principal_fen"])
    assert tale.repayment["amount_fen"] == sum(paid.values()) == 200_000
    assert loan["principal_left_fen"] == tale.repayment["principal_left_fen"] == left_fen
    principal = entries(deployment, sibling(loan_id, "la"))
    assert [line[3] for line in principal] == [3_000_000, left_fen]
    assert tale.balances_fen[1][1] == tale.balances_fen[0][1] - 200_000


def _adds_up(rows: list[Json], lines: int, amount_fen: int) -> None:
    assert len(rows) == lines
    assert sum(row["principal_fen"] for row in rows) == amount_fen
    assert rows[-1]["balance_fen"] == 0
    days = [date.fromisoformat(row["due_on"]) for row in rows]
    assert days == sorted(set(days))
