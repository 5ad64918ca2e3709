"""Routes of transfers within the bank, and of taking one back."""

from __future__ import annotations

from typing import Any, TypeVar

from api_accounts.door import COUNTER, CUSTOMER, app
from api_accounts.payment_contracts import (
    DecisionBody,
    PayeeBody,
    PreviewBody,
    PreviewView,
    ReversalBody,
    ReversalList,
    ReversalView,
    TransferBody,
    TransferView,
)
from api_accounts.payment_views import reversal_line
from nongxin.access.problems import StepUpNeeded
from nongxin.accounts.number import NumberInvalid
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.reversals.ask_reversal import AskReversal, ask_reversal
from nongxin.accounts.reversals.decide_reversal import DecideReversal, decide_reversal
from nongxin.accounts.reversals.reversal import (
    NotATransfer,
    ReversalAsked,
    ReversalDecided,
    SameHands,
)
from nongxin.accounts.tiers.tiers import TierBalance, TierDay, TierYear
from nongxin.accounts.transfers.check_transfer import check_transfer
from nongxin.accounts.transfers.day_usage import DayCountExceeded, DayLimitExceeded, PaymentTooLarge
from nongxin.accounts.transfers.transfer import (
    BadRemark,
    NotATransferAccount,
    PayeeCannotReceive,
    PayeeNotMatched,
    SameAccount,
    TooManyMisses,
    TransferMoney,
)
from nongxin.accounts.transfers.transfer_money import transfer_money
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.ledger.store import AlreadyReversed
from nongxin.parts import parts

T = TypeVar("T")
APPROVERS = (Role.COUNTY_APPROVER,)
COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "GB/T 2260", required=True)
SENDING_REFUSALS = (
    AccountNotOpen, BadRemark, DayCountExceeded, DayLimitExceeded, NotATransferAccount,
    PaymentTooLarge, TierDay, TierYear,
)  # fmt: skip
PAYMENT_REFUSALS = (
    *SENDING_REFUSALS, NumberInvalid, PayeeCannotReceive, PayeeNotMatched, SameAccount,
    TierBalance, TooManyMisses,
)  # fmt: skip


@app.post("/{account_id}/transfers/preview", body=PreviewBody, returns=PreviewView,
          roles=CUSTOMER, changes=False, errors=PAYMENT_REFUSALS,
          summary="Look at a transfer before it is made; moves nothing")  # fmt: skip
def preview(call: Call, body: PreviewBody, account_id: str) -> Any:
    command = _command(account_id, body, body.payment_key)
    seen = check_transfer(command, call.person, parts().paying)
    return PreviewView(**vars(seen))


@app.post("/{account_id}/transfers", body=TransferBody, returns=TransferView, status=201,
          roles=CUSTOMER, errors=(*PAYMENT_REFUSALS, StepUpNeeded, InsufficientFunds),
          summary="Transfer to an account of any of the bank's legal entities")  # fmt: skip
def transfer(call: Call, body: TransferBody, account_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = _command(account_id, body, key.client_key, body.step_up_token)
    done = p.post_money(key, lambda: transfer_money(command, person, key, p.paying))
    return TransferView(**done.answer), done.replayed


@app.post("/{account_id}/entries/{number}/reversal", body=ReversalBody, returns=ReversalView,
          status=201, roles=COUNTER, errors=(ReversalAsked, NotATransfer, BadRemark),
          summary="Ask that a transfer be taken back")  # fmt: skip
def ask_back(call: Call, body: ReversalBody, account_id: str, number: str) -> Any:
    p, person = parts(), call.person
    account_in_reach(account_id, person, p.ledger)
    command = AskReversal(account_id, entry_number(number), body.reason)
    done = p.perform_in(
        "accounts", call.key, lambda: ask_reversal(command, person, p.reversals, p.paying)
    )
    return ReversalView(**done.answer), done.replayed


@app.post("/{account_id}/entries/{number}/reversal/decision", body=DecisionBody,
          returns=ReversalView, roles=APPROVERS,
          errors=(ReversalDecided, SameHands, AlreadyReversed, InsufficientFunds, AccountNotOpen),
          summary="Agree to a reversal (money goes back, once) or refuse it")  # fmt: skip
def decide_back(call: Call, body: DecisionBody, account_id: str, number: str) -> Any:
    p, person, key = parts(), call.person, call.key
    account_in_reach(account_id, person, p.ledger)
    command = DecideReversal(account_id, entry_number(number), body.approves)
    done = p.post_money(key, lambda: decide_reversal(command, person, key, p.reversals, p.paying))
    return ReversalView(**done.answer), done.replayed


@app.get("/reversals", returns=ReversalList, roles=APPROVERS, query=(COUNTY, *PAGING),
         errors=(Missing,), summary="Reversals of a county that wait for a decision")  # fmt: skip
def waiting_reversals(call: Call) -> Any:
    county = call.query.get("county", "")
    if not call.person.serves(county):
        raise Missing()
    found = parts().reversals.waiting(county, call.limit, call.after)
    lines = [reversal_line(reversal) for reversal in found.reversals]
    return ReversalList(reversals=lines, cursor=cursor(found.last_key))


def entry_number(text: str) -> int:
    """The number of an entry in a path; any other text is simply not there."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Missing()
    return int(text)


def _command(account_id: str, body: PayeeBody, key: str, token: str = "") -> TransferMoney:
    return TransferMoney(
        account_id=account_id,
        payee_number=body.payee_number,
        payee_name=body.payee_name,
        amount_fen=body.amount_fen,
        remark=body.remark,
        payment_key=key,
        step_up_token=token,
    )
