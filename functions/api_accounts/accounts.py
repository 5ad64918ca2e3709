"""Routes of accounts: open, list, balance, statement, cash in."""

from __future__ import annotations

from typing import Any

from api_accounts.contracts import (
    AccountList,
    AccountView,
    BalanceView,
    DepositBody,
    DepositView,
    OpenAccountBody,
    StatementView,
)
from api_accounts.door import COUNTER, READERS, app
from api_accounts.views import account_view, balance_view, statement_view
from nongxin.accounts.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.accounts.reach import account_in_reach, entity_of_owner, owner_in_reach
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.parts import parts

OWNER = Query("customer_id", {"type": "string"}, "For staff: whose accounts")


@app.post("/", body=OpenAccountBody, returns=AccountView, status=201, roles=COUNTER,
          errors=(Missing,), summary="Open a demand deposit for a customer")  # fmt: skip
def open_for_customer(call: Call, body: OpenAccountBody) -> Any:
    p = parts()
    entity = entity_of_owner(body.customer_id, call.person, p.persons)
    command = OpenAccount(body.customer_id, entity)
    done = p.perform_in("accounts", call.key, lambda: open_account(command, p.opening))
    return account_view(done.answer), done.replayed


@app.get(
    "/",
    returns=AccountList,
    roles=READERS,
    query=(OWNER,),
    errors=(Missing,),
    summary="A person's accounts",
)
def list_accounts(call: Call) -> Any:
    owner = owner_in_reach(call.query.get("customer_id"), call.person)
    return AccountList(accounts=[account_view(vars(c)) for c in parts().accounts.of_owner(owner)])


@app.get("/{account_id}", returns=BalanceView, roles=READERS, summary="An account's balance")
def balance(call: Call, account_id: str) -> Any:
    p = parts()
    return balance_view(account_in_reach(account_id, call.person, p.ledger), p.clock.now())


@app.get("/{account_id}/entries", returns=StatementView, roles=READERS, query=PAGING,
         summary="An account's statement, newest first")  # fmt: skip
def statement(call: Call, account_id: str) -> Any:
    ledger = parts().ledger
    account_in_reach(account_id, call.person, ledger)
    return statement_view(ledger.statement(account_id, call.limit, call.after))


@app.post("/{account_id}/deposits", body=DepositBody, returns=DepositView, status=201,
          roles=COUNTER, summary="Pay cash in at a counter")  # fmt: skip
def deposit(call: Call, body: DepositBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    command = DepositCash(account.id, body.amount_fen, account.entity)
    done = p.post_money(call.key, lambda: deposit_cash(command, call.key, p.ledger, p.calendar))
    return DepositView(**done.answer), done.replayed
