"""Routes of claims on others: the risk-compensation fund's share, finance's interest subsidies."""

from __future__ import annotations

from typing import Any

from api_loans.adjustments import MAKERS
from api_loans.claims_contracts import (
    CompensationBody,
    CompensationView,
    PaymentBody,
    SettlementBody,
    SettlementView,
    SubsidyClaimView,
    SubsidyList,
)
from api_loans.door import STAFF_READERS, app
from api_loans.officers import COUNTY
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor, open_cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.ledger.account import InsufficientFunds
from nongxin.lending.aftercare.claims.claim_compensation import claim_answer, claim_compensation
from nongxin.lending.aftercare.claims.fund_claim import (
    FundClaimed,
    FundClaimFourEyes,
    NoFundClaim,
    NothingToClaim,
)
from nongxin.lending.aftercare.claims.receive_compensation import (
    ReceiveCompensation,
    receive_compensation,
)
from nongxin.lending.aftercare.claims.settle_subsidies import SettleSubsidies, settle_subsidies
from nongxin.lending.aftercare.claims.subsidy_claim import quarter_of
from nongxin.lending.loans.read_loan import loan_in_reach
from nongxin.parts import parts

QUARTER = Query("quarter", {"type": "string", "pattern": "^20[0-9]{2}-Q[1-4]$"}, "Else this one")


@app.post("/{loan_id}/compensation", body=CompensationBody, returns=CompensationView, status=201,
          roles=MAKERS, errors=(NothingToClaim, FundClaimed),
          summary="Claim the risk-compensation fund's share of a loan long overdue")  # fmt: skip
def claim(call: Call, body: CompensationBody, loan_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    done = p.post_money(key, lambda: claim_compensation(loan_id, person, key, p.fund_claiming))
    return CompensationView(**done.answer), done.replayed


@app.post("/{loan_id}/compensation/payment", body=PaymentBody, returns=CompensationView,
          status=201, roles=(Role.COUNTY_APPROVER,),
          errors=(NoFundClaim, FundClaimFourEyes, FundClaimed, InsufficientFunds),
          summary="The fund pays what somebody else claimed")  # fmt: skip
def receive(call: Call, body: PaymentBody, loan_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = ReceiveCompensation(loan_id, body.account_id)
    done = p.post_money(
        key, lambda: receive_compensation(command, person, key, p.fund_claiming, p.cares)
    )
    return CompensationView(**done.answer), done.replayed


@app.get("/{loan_id}/compensation", returns=CompensationView, roles=STAFF_READERS,
         errors=(NoFundClaim,),
         summary="What was claimed of the fund, and what went back")  # fmt: skip
def read_compensation(call: Call, loan_id: str) -> Any:
    p = parts()
    loan_in_reach(loan_id, call.person, p.loans)
    found = p.fund_claiming.claims.get(loan_id)
    if found is None:
        raise NoFundClaim()
    return CompensationView.model_validate(claim_answer(found))


@app.get("/claims/subsidies", returns=SubsidyList, roles=STAFF_READERS,
         query=(*PAGING, COUNTY, QUARTER), errors=(Missing,),
         summary="Interest subsidies claimed of finance for a quarter, loan by loan")  # fmt: skip
def read_subsidies(call: Call) -> Any:
    p, person = parts(), call.person
    county = call.query.get("county", person.county)
    if not person.serves(county):
        raise Missing()
    quarter = call.query.get("quarter") or quarter_of(p.clock.now().astimezone(SHANGHAI).date())
    found, following = p.subsidies_claimed.claims.of_quarter(
        county, quarter, call.limit, call.after
    )
    claims = [
        SubsidyClaimView(loan_id=c.loan_id, amount_fen=c.amount_fen, settled=c.settled)
        for c in found
    ]
    return SubsidyList(county=county, quarter=quarter, claims=claims, cursor=cursor(following))


@app.post("/claims/subsidies/settlement", body=SettlementBody, returns=SettlementView,
          status=201, roles=(Role.COUNTY_APPROVER,), errors=(Missing, InsufficientFunds),
          summary="Pay the next of a quarter's subsidies out of the bureau's account")  # fmt: skip
def settle(call: Call, body: SettlementBody) -> Any:
    after = open_cursor(body.cursor) if body.cursor else None
    command = SettleSubsidies(body.county, body.quarter, body.account_id, after)
    done = settle_subsidies(command, call.person, parts().subsidies_claimed)
    return SettlementView(
        paid=done.paid,
        paid_fen=done.paid_fen,
        refused=done.refused,
        cursor=cursor(done.following),
    )
