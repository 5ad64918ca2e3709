"""The doors after lending: arrears of a county, class and findings of a loan, documents."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api_loans.handler import handler
from nongxin.kernel.commands import Outcome, fingerprint
from nongxin.kernel.identity import Principal, Role
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.lending.aftercare.close_loans import close_loans
from tests.builders.bank import Bank, key
from tests.builders.lending import COUNTY, ENTITY, LENT_FEN, an_officer
from tests.fakes.gateway import Answer, ask
from tests.unit.functions.test_api_loans import LOAN, STRANGER, bank_loan, lent, look_at_loan

OFFICER, ELSEWHERE = an_officer(3), an_officer(5, county="610425")
FINDER, DECIDER = (an_officer(nr, Role.COUNTY_APPROVER) for nr in (6, 7))


@pytest.fixture
def lender(bank: Bank) -> Bank:
    """A loan whose borrower has spent it all."""
    lent(bank)
    out = [
        debit(bank.account_id, LENT_FEN),
        credit(general(COUNTY, ENTITY, "vault_cash"), LENT_FEN),
    ]
    spend = key("spend", content=fingerprint("spend"))

    def spent() -> Outcome:
        return book(Posting("CASH", None, None, out), spend, bank.p.books).outcome({})

    bank.p.post_money(spend, spent)
    return bank


def close(bank: Bank, ahead: int) -> None:
    bank.p.clock.pass_time(timedelta(days=ahead))
    bank.p.calendar.forget()
    assert close_loans(COUNTY, ENTITY, bank.p.closing_loans(lambda: False)).is_whole


def overdue(bank: Bank, by: Principal = OFFICER, **query: str) -> Answer:
    return ask(handler, "GET", "/v1/loans/overdue", by=by, query=query)


def find(bank: Bank, finding: str, *, holds: bool = True, named: str = "key-00001",
         by: Principal = FINDER) -> Answer:  # fmt: skip
    body = {"finding": finding, "holds": holds}
    return ask(handler, "POST", LOAN + "/findings", path=bank_loan(bank), by=by, key=named,
               body=body)  # fmt: skip


def confirm(bank: Bank, finding: str, named: str = "yes-00001", *, approves: bool = True,
            by: Principal = DECIDER) -> Answer:  # fmt: skip
    body = {"finding": finding, "approves": approves}
    return ask(handler, "POST", LOAN + "/findings/decision", path=bank_loan(bank), by=by,
               key=named, body=body)  # fmt: skip


def test_officers_see_who_is_overdue_and_what_to_do(lender: Bank) -> None:
    close(lender, 10)
    assert overdue(lender).body["loans"] == []
    close(lender, 60)
    (loan,) = overdue(lender).body["loans"]
    assert loan["loan_id"] == bank_loan(lender)["loan_id"]
    assert (loan["product"], loan["loan_class"]) == ("YND", "special_mention")
    assert loan["overdue_days"] > 0
    assert loan["step"] in ("sms", "call", "visit")
    assert overdue(lender, ELSEWHERE).body["loans"] == []
    assert overdue(lender, ELSEWHERE, county=COUNTY).status == 404


def test_a_loans_class_has_a_history(lender: Bank) -> None:
    assert look_at_loan(lender, "/care", OFFICER).status == 404
    close(lender, 10)
    close(lender, 60)
    care = look_at_loan(lender, "/care", OFFICER).body
    assert [name for _, name in care["history"]] == ["normal", "special_mention"]
    assert (care["loan_class_zh"], care["accrues"]) == ("关注", True)
    assert care["provision_fen"] == LENT_FEN * 3 // 100
    assert look_at_loan(lender, "/care", ELSEWHERE).status == 404
    assert look_at_loan(lender, "/care", lender.customer).status in (403, 404)


def test_a_finding_counts_from_the_next_close_and_once_per_key(lender: Bank) -> None:
    close(lender, 10)
    first, again = find(lender, "bankrupt"), find(lender, "bankrupt")
    assert (first.status, first.text) == (201, again.text)
    assert (first.body["findings"], first.body["asked"]) == ([], ["bankrupt"])
    assert confirm(lender, "bankrupt", "mine-0001", by=FINDER).body["code"] == "finding-four-eyes"
    done = [confirm(lender, "bankrupt") for _ in range(2)]
    assert (done[0].status, done[0].text) == (201, done[1].text)
    assert confirm(lender, "bankrupt", "again-001").body["code"] == "finding-not-asked"
    close(lender, 1)
    assert look_at_loan(lender, "/care", OFFICER).body["loan_class"] == "loss"
    assert find(lender, "bankrupt", holds=False, named="key-00002").body["findings"] == ["bankrupt"]
    rejected = confirm(lender, "bankrupt", "no-000001", approves=False)
    assert (rejected.body["findings"], rejected.body["asked"]) == (["bankrupt"], [])
    find(lender, "bankrupt", holds=False, named="key-00005")
    assert confirm(lender, "bankrupt", "yes-00002").body["findings"] == []
    close(lender, 1)
    assert look_at_loan(lender, "/care", OFFICER).body["loan_class"] == "substandard"
    unknown = find(lender, "rumour", named="key-00003")
    assert (unknown.status, unknown.body["code"]) == (422, "finding-unknown")
    assert find(lender, "bankrupt", named="key-00004", by=ELSEWHERE).status == 404


def test_the_statement_is_whole_and_in_chinese(lender: Bank) -> None:
    told = look_at_loan(lender, "/statement").body
    assert told["title"] == "个人贷款对账单"
    sections = {each["heading"]: each for each in told["sections"]}
    facts = dict(sections["借款信息"]["facts"])
    assert facts["借款人"] == "王小明"
    assert facts["借款金额"] == "40,000.00元（大写：人民币肆万元整）"
    assert (facts["贷款品种"], facts["还款方式"]) == ("双基联动优农贷", "按月付息到期还本")
    assert len(sections["还款计划"]["rows"]) == 12
    assert sections["还款记录"]["paragraphs"] == ["尚无还款记录。"]
    assert look_at_loan(lender, "/statement", STRANGER).status == 404


def test_what_was_paid_stands_in_the_statement(lender: Bank) -> None:
    into = [debit(general(COUNTY, ENTITY, "vault_cash"), 90_000), credit(lender.account_id, 90_000)]
    cash = key("cash", content=fingerprint("cash"))
    lender.p.post_money(
        cash, lambda: book(Posting("CASH", None, None, into), cash, lender.p.books).outcome({})
    )
    close(lender, 40)
    told = look_at_loan(lender, "/statement").body
    records = next(each for each in told["sections"] if each["heading"] == "还款记录")
    ((nr, _, amount, remark),) = records["rows"]
    assert (nr, remark) == ("1", "银行扣款")
    assert 0 < int(amount.replace(",", "").replace(".", "")) <= 90_000


def test_the_contract_keeps_every_word(lender: Bank) -> None:
    told = look_at_loan(lender, "/contract").body
    assert told["title"] == "个人借款合同"
    headings = [each["heading"] for each in told["sections"]]
    assert "第一条  借款金额" in headings
    assert sum(name.startswith("第") for name in headings) == 15
    application = bank_loan(lender)["loan_id"].replace("ln_", "ap_", 1)
    whole = ask(handler, "GET", "/v1/loans/applications/{application_id}/contract",
                path={"application_id": application}, by=lender.customer).body["text"]  # fmt: skip
    parts = [told["issuer"], told["title"]]
    for each in told["sections"]:
        parts += [each["heading"], *each["paragraphs"]]
    assert [line for line in whole.splitlines() if line.strip()] == [p for p in parts if p]


def test_a_closed_day_is_reported_to_the_bureau_by_the_county_s_own(lender: Bank) -> None:
    close(lender, 10)
    day = str(lender.p.clock.today())
    batches, body = "/v1/loans/credit-report/batches", {"county": COUNTY, "day": day}
    built = ask(handler, "POST", batches, by=DECIDER, key="build-001", body=body)
    (batch,) = built.body["batches"]
    assert (built.status, batch["rows"], batch["state"]) == (201, 1, "built")
    path = {"number": batch["number"]}
    file = ask(handler, "GET", batches + "/{number}/file", path=path, by=DECIDER)
    assert file.status == 200
    assert "王小明" in file.text
    foreign = an_officer(8, Role.COUNTY_APPROVER, county="610425")
    assert ask(handler, "GET", batches + "/{number}/file", path=path, by=foreign).status == 404
    told = ask(handler, "POST", batches + "/{number}/answer", path=path, by=DECIDER,
               key="answer-01", body={"rejected": []})  # fmt: skip
    assert told.body == {"number": batch["number"], "state": "accepted", "again": None}
    listed = ask(handler, "GET", batches, by=OFFICER).body["batches"]
    assert [each["state"] for each in listed] == ["accepted"]
