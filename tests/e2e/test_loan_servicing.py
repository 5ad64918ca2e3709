"""A loan's life through the doors: early, by quote, corrected by two, extended, paid off; told once
each, and the books even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nongxin.kernel.identity import Role
from tests.fixtures.behind import entries, told_about, trial_balance
from tests.fixtures.caller import must_be
from tests.fixtures.deployment import until
from tests.fixtures.town import NORTH, WISHES

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment
    from tests.fixtures.town import Farmer, Town

LENT_FEN = WISHES["approve"].amount_fen


def _lent(farmer: Farmer) -> str:
    application_id = farmer.applies()
    farmer.decided(application_id)
    farmer.signs(application_id)
    return str(farmer.awaits(application_id, "disbursed")["loan_id"])


def _adjusted(town: Town, loan_id: str, key: str, **told: Any) -> Any:
    """Proposed by an officer, decided by an approver, each sent twice."""
    officer, approver = town.staff(Role.OFFICER), town.staff(Role.COUNTY_APPROVER)
    path = f"/loans/{loan_id}/adjustments"
    body = {"reason": "核实无误"} | told
    asked = [officer.ask("POST", path, body, key=f"{key}-ask") for _ in range(2)]
    made = must_be(asked[0], 201)["adjustment_id"]
    decision = f"{path}/{made}/decision"
    done = [approver.ask("POST", decision, {"approves": True}, key=f"{key}-do") for _ in range(2)]
    assert asked[0].text == asked[1].text
    assert done[0].text == done[1].text
    return must_be(done[0], 201)


def test_a_loan_is_serviced_to_its_end(deployment: Deployment, town: Town) -> None:
    farmer = town.farmer()
    loan_id = _lent(farmer)
    me, path = farmer.caller, f"/loans/{loan_id}"
    before_fen = farmer.balance_fen()

    early = {"amount_fen": 500_000, "ahead": "reduce_term"}
    first = must_be(me.ask("POST", f"{path}/repayments", early, key="early-01"), 201)
    assert (first["entry"], first["principal_left_fen"]) == (1, LENT_FEN - 500_000)
    back = _adjusted(town, loan_id, "back-001", kind="reversal", entry=1)
    assert (back["state"], back["principal_left_fen"]) == ("executed", LENT_FEN)
    assert farmer.balance_fen() == before_fen
    again = {"kind": "reversal", "entry": 1, "reason": "再次冲正"}
    officer = town.staff(Role.OFFICER)
    refused = officer.ask("POST", f"{path}/adjustments", again, key="back-002")
    must_be(refused, 409, "loan-entry-reversed")

    matures_on = must_be(me.ask("GET", path), 200)["matures_on"]
    _adjusted(town, loan_id, "longer-1", kind="extension", months=6)
    assert must_be(me.ask("GET", path), 200)["matures_on"] > matures_on

    wrong = {"quote": "payoff", "amount_fen": LENT_FEN + 1}
    must_be(me.ask("POST", f"{path}/repayments", wrong, key="quote-01"), 409, "quote-changed")
    closed = must_be(me.ask("POST", f"{path}/repayments", {"quote": "payoff"}, key="quote-02"), 201)
    assert (closed["status"], closed["amount_fen"]) == ("closed", LENT_FEN)
    more = {"amount_fen": 1}
    must_be(me.ask("POST", f"{path}/repayments", more, key="quote-03"), 409, "loan-closed")

    rows = must_be(me.ask("GET", f"{path}/entries"), 200)["entries"]
    kinds = [(row["kind"], row["reversed"]) for row in rows]
    assert kinds == [
        ("repayment", True), ("reversal", False), ("plan", False), ("repayment", False),
    ]  # fmt: skip
    texts = [text for text, *_ in entries(deployment, "la" + loan_id[2:])]
    assert texts == ["LOAN_DISBURSED", "LOAN_REPAID", "LOAN_REVERSED", "LOAN_REPAID"]
    wanted = {"LoanRepaid": 2, "LoanChanged": 2}
    until(lambda: {k: told_about(deployment, loan_id)[k] for k in wanted} == wanted)
    assert trial_balance(deployment) == 0


def test_what_is_not_one_s_own_cannot_be_serviced(town: Town) -> None:
    loan_id = town.borrower(NORTH).loan_id
    someone = town.someone.caller
    for what, body in (("draws", {"amount_fen": 1}), ("refunds", {}), ("repayments",
                       {"quote": "payoff"})):  # fmt: skip
        answer = someone.ask("POST", f"/loans/{loan_id}/{what}", body, key=f"foreign-{what}")
        must_be(answer, 404, "not-found")
