"""Routes of bureaus' accounts for subsidies (财政补贴专户)."""

from __future__ import annotations

from typing import Any

from api_subsidies.contracts import (
    FiscalAccountBody,
    FiscalAccountList,
    FiscalAccountView,
    FundedView,
    FundingBody,
)
from api_subsidies.door import CHECKERS, COUNTY, MAKERS, READERS, app
from nongxin.kernel.errors import KeyReused, Missing
from nongxin.kernel.http import Call
from nongxin.parts import parts
from nongxin.payments.subsidies.fund_fiscal_account import FundFiscalAccount, fund_fiscal_account
from nongxin.payments.subsidies.open_fiscal_account import open_fiscal_account


@app.post("/accounts", body=FiscalAccountBody, returns=FiscalAccountView, status=201, roles=MAKERS,
          errors=(Missing,), summary="Open a finance bureau's account for subsidies")  # fmt: skip
def open_account(call: Call, body: FiscalAccountBody) -> Any:
    p, person = parts(), call.person
    done = p.post_money(
        call.key,
        lambda: open_fiscal_account(body.county, body.name, person, p.paying_subsidies),
    )
    return FiscalAccountView(**done.answer), done.replayed


@app.get("/accounts", returns=FiscalAccountList, roles=READERS, query=(COUNTY,), errors=(Missing,),
         summary="A county's accounts for subsidies")  # fmt: skip
def list_accounts(call: Call) -> Any:
    p, county = parts(), call.query.get("county", "")
    if not call.person.serves(county):
        raise Missing()
    found = p.paying_subsidies.files.accounts(county)
    return FiscalAccountList(
        accounts=[
            FiscalAccountView(
                account_id=each.account_id,
                name=each.name,
                balance_fen=p.ledger.get(each.account_id).balance_fen,
            )
            for each in found
        ]
    )


@app.post("/accounts/{account_id}/funds", body=FundingBody, returns=FundedView, status=201,
          roles=CHECKERS, errors=(Missing, KeyReused),
          summary="Pay in what the treasury sent, by its voucher")  # fmt: skip
def fund(call: Call, body: FundingBody, account_id: str) -> Any:
    p, person = parts(), call.person
    command = FundFiscalAccount(account_id, body.voucher_no, body.amount_fen)
    done = p.post_money(
        command.key, lambda: fund_fiscal_account(command, person, p.paying_subsidies)
    )
    return FundedView(**done.answer), done.replayed
