"""The doors of claims on others: who may, what is refused by name, what stands there."""

from __future__ import annotations

from api_loans.handler import handler
from nongxin.kernel.identity import Role
from tests.builders.bank import Bank
from tests.builders.lending import COUNTY, TAIL, an_officer
from tests.fakes.gateway import ask
from tests.unit.functions.test_api_loans import LOAN, bank_loan, lent

OFFICER, APPROVER = an_officer(3), an_officer(4, Role.COUNTY_APPROVER)
ELSEWHERE = an_officer(5, Role.COUNTY_APPROVER, county="610425")
FUND = f"ac_{COUNTY}_{TAIL}5555"


def test_a_loan_that_no_fund_bears_is_refused_by_name(bank: Bank) -> None:
    lent(bank)
    path = bank_loan(bank)
    for by, status, code in (
        (OFFICER, 409, "fund-claim-not-due"),
        (ELSEWHERE, 404, "not-found"),
        (bank.customer, 403, "role-denied"),
    ):
        told = ask(
            handler, "POST", LOAN + "/compensation", path=path, by=by, key="claim-001", body={}
        )
        assert told.status == status
        assert by is bank.customer or told.body["code"] == code
    assert ask(handler, "GET", LOAN + "/compensation", path=path, by=OFFICER).status == 404
    paid = ask(handler, "POST", LOAN + "/compensation/payment", path=path, by=APPROVER,
               key="pay-00001", body={"account_id": FUND})  # fmt: skip
    assert paid.status == 404


def test_a_county_s_subsidies_are_listed_and_settled_by_its_own(bank: Bank) -> None:
    lent(bank)
    listed = ask(handler, "GET", "/v1/loans/claims/subsidies", by=OFFICER)
    assert (listed.body["county"], listed.body["claims"]) == (COUNTY, [])
    foreign = ask(handler, "GET", "/v1/loans/claims/subsidies", by=ELSEWHERE,
                  query={"county": COUNTY})  # fmt: skip
    assert foreign.status == 404
    body = {"county": COUNTY, "quarter": "2026-Q4", "account_id": bank.account_id}
    settled = ask(handler, "POST", "/v1/loans/claims/subsidies/settlement", by=APPROVER,
                  key="settle-01", body=body)  # fmt: skip
    assert (settled.status, settled.body["paid"], settled.body["cursor"]) == (201, 0, None)
    unknown = body | {"account_id": FUND}
    assert ask(handler, "POST", "/v1/loans/claims/subsidies/settlement", by=APPROVER,
               key="settle-02", body=unknown).status == 404  # fmt: skip
