"""Routes of money in suspense: what waits, and paying it out by two people."""

from __future__ import annotations

from typing import Any

from api_accounts.door import COUNTER, app
from api_accounts.payment_contracts import DecisionBody
from api_accounts.suspense_contracts import (
    SuspenseLine,
    SuspenseList,
    SuspensePayoutBody,
    SuspenseView,
)
from api_accounts.transfers import APPROVERS, COUNTY
from nongxin.accounts.demand import NotADemandDeposit
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.suspense.ask_payout import AskPayout, ask_payout
from nongxin.accounts.suspense.decide_payout import DecidePayout, decide_payout
from nongxin.accounts.suspense.suspense import (
    NotTheOwners,
    SuspenseElsewhere,
    SuspenseFourEyes,
    SuspenseItem,
)
from nongxin.accounts.tiers.tiers import TierBalance, TierDay, TierYear
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountNotOpen
from nongxin.parts import parts

PAYOUT = "/suspense/{item_id}/payout"


@app.get("/suspense", returns=SuspenseList, roles=(*COUNTER, *APPROVERS, Role.AUDITOR),
         query=(COUNTY, *PAGING), errors=(Missing,),
         summary="A county's money in suspense that is not paid out")  # fmt: skip
def waiting_suspense(call: Call) -> Any:
    county = call.query.get("county", "")
    if not call.person.serves(county):
        raise Missing()
    found, last_key = parts().suspense.waiting(county, call.limit, call.after)
    return SuspenseList(items=[_line(item) for item in found], cursor=cursor(last_key))


@app.post(PAYOUT, body=SuspensePayoutBody, returns=SuspenseView, status=201, roles=COUNTER,
          errors=(SuspenseElsewhere, NotTheOwners, NotADemandDeposit),
          summary="Ask that money in suspense be paid to its owner")  # fmt: skip
def ask_out(call: Call, body: SuspensePayoutBody, item_id: str) -> Any:
    p, person = parts(), call.person
    pay_to = account_in_reach(body.pay_to, person, p.ledger) if body.pay_to else None
    command = AskPayout(item_id, pay_to)
    done = p.perform_in("accounts", call.key, lambda: ask_payout(command, person, p.suspense))
    return SuspenseView(**done.answer), done.replayed


@app.post(PAYOUT + "/decision", body=DecisionBody, returns=SuspenseView, status=201,
          roles=APPROVERS, summary="Agree to a payout (it is paid, once) or refuse it",
          errors=(SuspenseElsewhere, SuspenseFourEyes, AccountNotOpen, TierDay, TierYear,
                  TierBalance))  # fmt: skip
def decide_out(call: Call, body: DecisionBody, item_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = DecidePayout(item_id, body.approves)
    done = p.post_money(key, lambda: decide_payout(command, person, key, p.payouts))
    return SuspenseView(**done.answer), done.replayed


def _line(item: SuspenseItem) -> SuspenseLine:
    return SuspenseLine(
        item_id=item.id,
        status=item.status.value,
        amount_fen=item.amount_fen,
        account_id=item.account_id,
        source=item.source,
        since=stamp(item.since),
        pay_to=item.pay_to or None,
        asked_by=item.asked_by or None,
    )
