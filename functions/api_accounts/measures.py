"""Routes of measures: freezing, renewing, lifting, deducting, each proposed and decided by two."""

from __future__ import annotations

from typing import Any

from api_accounts.door import app
from api_accounts.measure_contracts import (
    MeasureBody,
    MeasureDecisionBody,
    MeasureDecisionView,
    MeasureList,
    ProposalView,
)
from api_accounts.measure_views import measure_view
from nongxin.accounts.measures.decide_measure import DecideMeasure, decide_measure
from nongxin.accounts.measures.measure import (
    Action,
    Document,
    DocumentInvalid,
    MeasureDecided,
    MeasureFourEyes,
    MeasureIncomplete,
    NotAFreeze,
    NotEmpowered,
    OfficersMissing,
    OtherAuthority,
    TermInvalid,
    UnknownAuthority,
)
from nongxin.accounts.measures.propose_measure import ProposeMeasure, propose_measure
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.time_deposits.renew_deposit import renew_due
from nongxin.catalog.deposits import timed_kinds
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.holds import HoldExceeded, HoldNotActive
from nongxin.parts import parts

MAKERS = (Role.OFFICER, Role.COUNTY_APPROVER)
READERS = (*MAKERS, Role.AUDITOR)
_UNFIT = (UnknownAuthority, DocumentInvalid, OfficersMissing, NotEmpowered, TermInvalid,
          MeasureIncomplete, NotAFreeze, OtherAuthority)  # fmt: skip


@app.post("/{account_id}/measures", body=MeasureBody, returns=ProposalView, status=201,
          roles=MAKERS, errors=_UNFIT,
          summary="Propose a measure that an authority's document orders")  # fmt: skip
def propose(call: Call, body: MeasureBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    told = body.document
    command = ProposeMeasure(
        account_id=account.id,
        action=Action(body.action),
        document=Document(told.authority, told.number, told.issued_on, tuple(told.officers)),
        amount_fen=body.amount_fen,
        until=body.until,
        freeze_id=body.freeze_id or "",
    )
    done = p.perform_in(
        "accounts", call.key, lambda: propose_measure(command, call.person, p.measuring)
    )
    return ProposalView(**done.answer), done.replayed


@app.get("/{account_id}/measures", returns=MeasureList, roles=READERS,
         summary="The measures on an account, oldest first")  # fmt: skip
def list_measures(call: Call, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    found = p.measuring.measures.of_account(account.id)
    return MeasureList(measures=[measure_view(m, decision) for m, decision in found])


@app.post("/{account_id}/measures/{measure_id}/decision", body=MeasureDecisionBody,
          returns=MeasureDecisionView, status=201, roles=(Role.COUNTY_APPROVER,),
          errors=(MeasureFourEyes, MeasureDecided, HoldNotActive, HoldExceeded, InsufficientFunds),
          summary="Execute or reject a measure that somebody else proposed")  # fmt: skip
def decide(call: Call, body: MeasureDecisionBody, account_id: str, measure_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    if body.approves and account.kind_code in timed_kinds():
        renew_due(account.id, p.depositing, p.post_money)
    command = DecideMeasure(account.id, measure_id, body.approves)
    done = p.post_money(
        call.key, lambda: decide_measure(command, call.person, call.key, p.measuring)
    )
    return MeasureDecisionView(**done.answer), done.replayed
