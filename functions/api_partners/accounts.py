"""Routes of the account that a platform pays out of: one of ops names it, an approver agrees."""

from __future__ import annotations

from typing import Any

from api_partners.account_contracts import AccountBody, AccountDecisionBody, AccountView
from api_partners.door import DECIDERS, OPS, WATCHERS, app
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.partners.shops.decide_account import DecideAccount, decide_account
from nongxin.partners.shops.name_account import NameAccount, name_account, settlement_answer
from nongxin.partners.shops.settlement import SettlementFourEyes, SettlementNotAsked
from nongxin.parts import parts


@app.get("/{partner_id}/account", returns=AccountView, roles=WATCHERS, errors=(Missing,),
         summary="The account that a platform pays out of, and the one asked for")  # fmt: skip
def account(call: Call, partner_id: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    return AccountView(**settlement_answer(p.platform_accounts.settlements.get(partner.id)))


@app.put("/{partner_id}/account", body=AccountBody, returns=AccountView, roles=OPS,
         errors=(Missing,), summary="Ask that a platform pay out of an account")  # fmt: skip
def name(call: Call, body: AccountBody, partner_id: str) -> Any:
    p, by = parts(), call.person
    partner = p.enrolling_partners.reached(partner_id, by)
    command, accounts = NameAccount(partner.id, body.account_no), p.platform_accounts
    done = p.perform_in(
        "partners", call.key,
        lambda: name_account(command, by, accounts.settlements, accounts.payees),
    )  # fmt: skip
    return AccountView(**done.answer), done.replayed


@app.post("/{partner_id}/account/decision", body=AccountDecisionBody, returns=AccountView,
          roles=DECIDERS, errors=(Missing, SettlementNotAsked, SettlementFourEyes),
          summary="Agree to that account as a second person, or do not")  # fmt: skip
def decide(call: Call, body: AccountDecisionBody, partner_id: str) -> Any:
    p, by = parts(), call.person
    partner = p.partners.get(partner_id)
    command = DecideAccount(partner.id, body.account_no, body.approves)
    done = p.perform_in(
        "partners", call.key, lambda: decide_account(command, by, p.platform_accounts)
    )
    return AccountView(**done.answer), done.replayed
