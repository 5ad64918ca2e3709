"""Routes of payments to other banks."""

from __future__ import annotations

from typing import Any

from api_accounts.door import CUSTOMER, READERS, app
from api_accounts.payment_contracts import (
    InterbankBody,
    InterbankPayeeBody,
    InterbankPreviewBody,
    InterbankPreviewView,
    OrderList,
    OrderView,
)
from api_accounts.payment_views import order_line
from api_accounts.transfers import SENDING_REFUSALS
from nongxin.access.problems import StepUpNeeded
from nongxin.accounts.interbank.bank_code import BankCodeInvalid, BankUnknown, OwnBank
from nongxin.accounts.interbank.cancel_interbank import cancel_interbank
from nongxin.accounts.interbank.check_interbank import check_interbank
from nongxin.accounts.interbank.interbank import AlreadySent, BadPayeeNumber, Beneficiary, SendMoney
from nongxin.accounts.interbank.interbank_store import order_id_of
from nongxin.accounts.interbank.request_interbank import request_interbank
from nongxin.accounts.reach import account_in_reach
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.ledger.account import InsufficientFunds
from nongxin.parts import parts

REFUSALS = (*SENDING_REFUSALS, BadPayeeNumber, BankCodeInvalid, BankUnknown, OwnBank)


@app.post("/{account_id}/interbank-transfers/preview", body=InterbankPreviewBody,
          returns=InterbankPreviewView, roles=CUSTOMER, changes=False, errors=REFUSALS,
          summary="Look at a payment to another bank before it is made; moves nothing")  # fmt: skip
def preview_interbank(call: Call, body: InterbankPreviewBody, account_id: str) -> Any:
    command = _command(account_id, body, body.payment_key)
    seen = check_interbank(command, call.person, parts().paying)
    return InterbankPreviewView(**vars(seen))


@app.post("/{account_id}/interbank-transfers", body=InterbankBody, returns=OrderView, status=201,
          roles=CUSTOMER, errors=(*REFUSALS, StepUpNeeded, InsufficientFunds),
          summary="Pay to an account at another bank: held now, sent by a worker")  # fmt: skip
def send_interbank(call: Call, body: InterbankBody, account_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = _command(account_id, body, key.client_key, body.step_up_token)
    done = p.post_money(key, lambda: request_interbank(command, person, key, p.orders, p.paying))
    return OrderView(**done.answer), done.replayed


@app.get("/{account_id}/interbank-transfers", returns=OrderList, roles=READERS, query=PAGING,
         summary="An account's payments to other banks, newest first")  # fmt: skip
def list_interbank(call: Call, account_id: str) -> Any:
    p = parts()
    account_in_reach(account_id, call.person, p.ledger)
    page = p.orders.of_account(account_id, call.limit, call.after)
    orders = [p.orders.get(order_id_of(item)) for item in page.items]
    lines = [order_line(order, call.person.role) for order in orders]
    return OrderList(orders=lines, cursor=cursor(page.last_key))


@app.post("/{account_id}/interbank-transfers/{order_id}/cancellation", returns=OrderView,
          roles=CUSTOMER, errors=(AlreadySent,),
          summary="Cancel a payment that has not been sent")  # fmt: skip
def cancel(call: Call, account_id: str, order_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    done = p.post_money(
        key, lambda: cancel_interbank(order_id, account_id, person, key, p.orders, p.paying)
    )
    return OrderView(**done.answer), done.replayed


def _command(account_id: str, body: InterbankPayeeBody, key: str, token: str = "") -> SendMoney:
    return SendMoney(
        account_id=account_id,
        to=Beneficiary(body.payee_bank, body.payee_name, body.payee_number),
        amount_fen=body.amount_fen,
        remark=body.remark,
        payment_key=key,
        step_up_token=token,
    )
