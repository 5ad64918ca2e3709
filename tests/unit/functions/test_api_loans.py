from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from api_loans.handler import handler
from nongxin.decisions.facts import Facts
from nongxin.kernel.identity import Principal, Role
from nongxin.lending.applications.consent import CREDIT_QUERY, CURRENT_TEXT
from nongxin.lending.gateways import NoConsent, Outside
from tests.builders.bank import Bank, Workflow, deliver, first_run
from tests.builders.facts import declined_facts, referred_facts
from tests.builders.lending import LENT_FEN, a_giver, a_person, an_officer
from tests.fakes.gateway import Answer, ask

STRANGER = a_person(id="pn_610722_01JDHX3Q8Z6V7K2M5N9P4R9999")
ELSEWHERE = an_officer(5, county="610425")
ONE, LOAN = "/v1/loans/applications/{application_id}", "/v1/loans/{loan_id}"
WISH: dict[str, Any] = {
    "product": "YND",
    "amount_fen": LENT_FEN,
    "term_months": 12,
    "method": "interest_monthly",
    "purpose": "planting",
    "consent": {"credit_query": True, "text": CURRENT_TEXT},
}


def apply(
    bank: Bank, by: Principal | None = None, key: str = "key-00001", **changed: Any
) -> Answer:
    return ask(handler, "POST", "/v1/loans/applications", by=by or bank.customer, key=key,
               body=WISH | changed)  # fmt: skip


def to(
    bank: Bank, what: str, body: Any, by: Principal | None = None, key: str = "key-00001"
) -> Answer:
    resource, path = (
        (LOAN, bank_loan(bank)) if what == "/repayments" else (ONE, bank_application(bank))
    )
    return ask(
        handler, "POST", resource + what, path=path, by=by or bank.customer, key=key, body=body
    )


def look(bank: Bank, what: str = "", by: Principal | None = None) -> Answer:
    return ask(handler, "GET", ONE + what, path=bank_application(bank), by=by or bank.customer)


def look_at_loan(bank: Bank, what: str = "", by: Principal | None = None) -> Answer:
    return ask(handler, "GET", LOAN + what, path=bank_loan(bank), by=by or bank.customer)


def bank_application(bank: Bank) -> dict[str, str]:
    return {"application_id": bank.ids[-1]}


def bank_loan(bank: Bank) -> dict[str, str]:
    return {"loan_id": "ln" + bank.ids[-1][2:]}


def offered(bank: Bank) -> Workflow:
    bank.ids.append(apply(bank).body["application_id"])
    run = first_run(bank, bank.ids[-1])
    run.decide()
    run.step("Offer")
    return run


def signature(bank: Bank, key: str = "sign-0001") -> Answer:
    sha256 = look(bank, "/contract").body["contract_sha256"]
    token = f"{bank.customer.id}:{sha256}"
    return to(bank, "/signature", {"contract_sha256": sha256, "step_up_token": token}, key=key)


def lent(bank: Bank) -> None:
    run = offered(bank)
    assert signature(bank).status == 201
    run.step("Disburse")


def test_apply_once_per_key_and_once_per_product(bank: Bank) -> None:
    first, again = apply(bank), apply(bank)
    assert (first.status, first.text) == (201, again.text)
    other = apply(bank, key="key-00002")
    assert (other.status, other.body["code"]) == (409, "application-open")
    assert other.body["facts"]["application_id"] == first.body["application_id"]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"amount_fen": 1}, 422, "amount-out-of-range"),
        ({"term_months": 300}, 422, "term-out-of-range"),
        ({"method": "barter"}, 400, "repayment-method-unknown"),
        ({"consent": {"credit_query": False, "text": CURRENT_TEXT}}, 422, "consent-needed"),
        ({"consent": {"credit_query": True, "text": "v0"}}, 422, "consent-needed"),
        ({"amount_fen": "1"}, 400, "invalid-body"),
        ({"colour": "red"}, 400, "invalid-body"),
    ],
)
def test_what_is_no_application(bank: Bank, changed: Any, status: int, code: str) -> None:
    answer = apply(bank, **changed)
    assert (answer.status, answer.body["code"]) == (status, code)
    assert bank.p.memory.published("ApplicationSubmitted") == []


def test_who_cannot_apply(bank: Bank) -> None:
    assert apply(bank, by=STRANGER).status == 404
    assert apply(bank, by=an_officer(1)).status == 403
    bank.p.archive.is_live = False
    assert apply(bank).body["code"] == "no-archive"


def test_the_products_and_the_consent_are_shown(bank: Bank) -> None:
    products = ask(handler, "GET", "/v1/loans/products", by=bank.customer).body["products"]
    assert "interest_monthly" in next(p for p in products if p["product"] == "YND")["methods"]
    consent = ask(handler, "GET", "/v1/loans/consent", by=bank.customer).body
    assert consent["text"] == CURRENT_TEXT
    assert "征信" in consent["wording"]


@pytest.mark.parametrize("what", ["", "/contract"])
def test_who_sees_an_application(bank: Bank, what: str) -> None:
    offered(bank)
    people = (bank.customer, an_officer(1), STRANGER, ELSEWHERE, an_officer(2, Role.AUDITOR))
    assert [look(bank, what, by).status for by in people] == [200, 200, 404, 404, 200]


def test_the_contract_is_shown_whole_with_its_rate(bank: Bank) -> None:
    offered(bank)
    shown = look(bank, "/contract").body
    assert "王小明" in shown["text"]
    assert shown["contract_sha256"] == look(bank).body["offer"]["contract_sha256"]
    assert shown["annualised_rate"] == look(bank).body["offer"]["annualised_rate"]


def test_a_refusal_tells_its_reasons(bank: Bank, says: Callable[[Facts], None]) -> None:
    says(declined_facts())
    bank.ids.append(apply(bank).body["application_id"])
    run = first_run(bank, bank.ids[-1])
    run.decide()
    run.step("Close")
    told = look(bank).body
    assert told["status"] == "declined"
    assert all(r["zh"] and r["en"] for r in told["reasons"])
    assert told["score"] is None
    assert look(bank, by=an_officer(1)).body["score"] is not None


def test_officers_find_and_judge_what_waits(bank: Bank, says: Callable[[Facts], None]) -> None:
    says(referred_facts())
    bank.ids.append(apply(bank).body["application_id"])
    run = first_run(bank, bank.ids[-1])
    run.decide()
    run.step("Refer")
    opinion = {"approves": True, "note": "王小明之妻已签字，同意", "proposal_number": 1}
    waiting = ask(handler, "GET", "/v1/loans/referrals", by=an_officer(1)).body["applications"]
    assert [a["application_id"] for a in waiting] == [bank.ids[-1]]
    assert ask(handler, "GET", "/v1/loans/referrals", by=ELSEWHERE).body["applications"] == []
    assert look(bank).body["referral"] is None
    assert to(bank, "/opinions", opinion, by=ELSEWHERE).status == 404
    assert to(bank, "/opinions", opinion | {"proposal_number": 2}, by=an_officer(1)).status == 409
    told = [to(bank, "/opinions", opinion, by=an_officer(n)).body["answer"] for n in (1, 1, 2)]
    assert told == [None, None, "approved"]
    assert opinion["note"] not in str(bank.p.memory.items("lending"))  # free text is sealed
    read = look(bank, by=an_officer(1)).body["referral"]["opinions"]
    assert [each["note"] for each in read] == [opinion["note"]] * 2
    assert to(bank, "/opinions", opinion, by=an_officer(3)).body["code"] == "referral-answered"
    foreign = {"county": "610425"}
    assert ask(handler, "GET", "/v1/loans/referrals", by=an_officer(1), query=foreign).status == 404


def test_sign_withdraw_and_their_repetitions(bank: Bank) -> None:
    offered(bank)
    first, again = signature(bank), signature(bank)
    assert (first.status, first.text) == (201, again.text)
    assert again.headers["Idempotent-Replayed"] == "true"
    path = bank_application(bank)
    answer = ask(handler, "POST", ONE + "/withdrawal", path=path, by=bank.customer, key="key-00003")
    assert (answer.status, answer.body["code"]) == (409, "application-step-not-allowed")


def test_withdrawn_twice_is_the_first_answer(bank: Bank) -> None:
    offered(bank)
    path = bank_application(bank)
    told = [
        ask(handler, "POST", ONE + "/withdrawal", path=path, by=by, key="key-00003")
        for by in (STRANGER, bank.customer, bank.customer)
    ]
    assert [t.status for t in told] == [404, 200, 200]
    assert told[1].text == told[2].text


@pytest.mark.parametrize("what", ["", "/schedule", "/quote"])
def test_who_sees_a_loan(bank: Bank, what: str) -> None:
    lent(bank)
    people = (bank.customer, an_officer(1), STRANGER, ELSEWHERE)
    assert [look_at_loan(bank, what, by).status for by in people] == [200, 200, 404, 404]


def test_a_loan_is_repaid_once_per_key_and_off_by_its_quote(bank: Bank) -> None:
    lent(bank)
    bank.p.fixed.pass_time(timedelta(days=30))
    assert to(bank, "/repayments", {"amount_fen": 1}, by=STRANGER).status == 404
    first, again = (to(bank, "/repayments", {"amount_fen": 100_000}) for _ in range(2))
    assert (first.status, first.text) == (201, again.text)
    assert bank.balance() == LENT_FEN - 100_000
    payoff_fen = look_at_loan(bank, "/quote").body["payoff_fen"]
    short = to(bank, "/repayments", {"amount_fen": payoff_fen}, key="key-00002")
    assert (short.status, short.body["code"]) == (422, "insufficient-funds")
    above = to(bank, "/repayments", {"amount_fen": payoff_fen + 1}, key="key-00003")
    assert above.body["code"] == "repayment-above-debt"


def test_a_loan_is_closed_to_the_fen(bank: Bank) -> None:
    from tests.unit.functions.test_api_accounts import deposit

    lent(bank)
    deposit(bank, 1_000_000)
    bank.p.fixed.pass_time(timedelta(days=45))
    payoff_fen = look_at_loan(bank, "/quote").body["payoff_fen"]
    answer = to(bank, "/repayments", {"amount_fen": payoff_fen}).body
    assert (answer["status"], answer["principal_left_fen"]) == ("closed", 0)
    assert look_at_loan(bank, "/quote").body["payoff_fen"] == 0
    assert bank.p.ledger.get("la" + bank.ids[-1][2:]).balance_fen == 0
    assert bank.balance() == LENT_FEN + 1_000_000 - payoff_fen
    listed = ask(handler, "GET", "/v1/loans", by=bank.customer).body["loans"]
    assert [loan["status"] for loan in listed] == ["closed"]


def test_notices_follow_what_happened(bank: Bank) -> None:
    lent(bank)
    for _ in range(2):
        deliver(bank, "on_notice", "OfferMade", "LoanDisbursed")
    assert len(bank.p.sms.sent) == 2
    assert {phone for phone, _, _ in bank.p.sms.sent.values()} == {"13812345678"}


def test_a_consent_is_taken_back_once_and_stays_as_it_was_given(bank: Bank) -> None:
    application_id = bank.submit()
    application = bank.read(application_id)
    assert to(bank, "/consent-withdrawal", None, STRANGER).status == 404
    assert bank.p.consents.papers(application, CREDIT_QUERY).consent is not None
    given = [i for i in bank.p.memory.items("lending") if i["sk"]["S"].startswith("CONSENT#")]
    first, again = to(bank, "/consent-withdrawal", None), to(bank, "/consent-withdrawal", None)
    assert (first.status, first.text) == (200, again.text)
    assert to(bank, "/consent-withdrawal", None, key="key-00002").status == 404
    assert bank.p.consents.papers(application, CREDIT_QUERY).consent is None
    after = [i for i in bank.p.memory.items("lending") if i["sk"]["S"].startswith("CONSENT#")]
    assert [i for i in after if i in given] == given
    assert len(after) == len(given) + 1


def test_no_credit_report_is_read_without_a_live_consent() -> None:
    outside = Outside(cast(Any, None))  # whoever asks a system would fail otherwise
    subject = outside.subject(a_giver(), "ap_1", consented=False)
    with pytest.raises(NoConsent):
        outside.facts("bureau", subject)
