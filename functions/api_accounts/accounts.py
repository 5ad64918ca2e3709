"""Routes about accounts: open, list, balance, cash in and out, payees."""

from __future__ import annotations

from typing import Any

from api_accounts.contracts import (
    AccountList,
    AccountView,
    BalanceView,
    CashView,
    ClosingBody,
    ClosingView,
    DepositBody,
    OpenAccountBody,
    OverviewView,
    PayeeView,
    WithdrawalBody,
)
from api_accounts.door import COUNTER, READERS, app
from api_accounts.views import account_view, balance_view, overview_view
from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.cash.withdraw_cash import WithdrawCash, withdraw_cash
from nongxin.accounts.close_account import (
    AccountHeld,
    CloseAccount,
    PayeeInvalid,
    RepaysLoan,
    close_account,
)
from nongxin.accounts.demand import NotADemandDeposit
from nongxin.accounts.list_accounts import list_accounts as list_accounts_everywhere
from nongxin.accounts.number import NumberInvalid
from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.accounts.reach import account_in_reach, counter_of, owner_in_reach
from nongxin.accounts.tiers.tiers import BindingInvalid, TierBalance, TierDay, TierFull, TierYear
from nongxin.accounts.transfers.find_payee import find_payee
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked_name
from nongxin.ledger.account import Account, AccountNotOpen, InsufficientFunds
from nongxin.parts import parts

OWNER = Query("customer_id", {"type": "string"}, "For staff: whose accounts")
_LIMITS = (TierDay, TierYear, TierBalance, NotADemandDeposit, AccountNotOpen, InsufficientFunds)


@app.post("/", body=OpenAccountBody, returns=AccountView, status=201, roles=COUNTER,
          errors=(Missing, TierFull, BindingInvalid),
          summary="Open a demand deposit of class I, II or III for a customer")  # fmt: skip
def open_for_customer(call: Call, body: OpenAccountBody) -> Any:
    p = parts()
    county, entity = counter_of(body.customer_id, body.id_no, call.person, p.persons)
    command = OpenAccount(body.customer_id, entity, county, body.tier, body.bound_to or "")
    done = p.perform_in("accounts", call.key, lambda: open_account(command, p.opening))
    return account_view(done.answer), done.replayed


@app.get("/", returns=AccountList, roles=READERS, query=(OWNER, *PAGING), errors=(Missing,),
         summary="A person's accounts in their home county, oldest first")  # fmt: skip
def list_accounts(call: Call) -> Any:
    owner = owner_in_reach(call.query.get("customer_id"), call.person)
    cards = {card.id: card for card in parts().accounts.of_owner(owner)}
    page, following = call.page_of(list(cards))
    return AccountList(accounts=[account_view(vars(cards[i])) for i in page], cursor=following)


@app.get("/overview", returns=OverviewView, roles=(*READERS, Role.PROVINCIAL_APPROVER),
         query=(OWNER,), errors=(Missing,),
         summary="Every account of a person, in all counties and legal entities")  # fmt: skip
def overview(call: Call) -> Any:
    owner = call.query.get("customer_id") or call.person.id
    return overview_view(list_accounts_everywhere(owner, call.person, parts().listing))


@app.post("/{account_id}/closing", body=ClosingBody, returns=ClosingView, status=201,
          roles=COUNTER, errors=(AccountHeld, RepaysLoan, PayeeInvalid, NotADemandDeposit),
          summary="Close a demand deposit and pay out what is on it")  # fmt: skip
def close(call: Call, body: ClosingBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    pay_to = account_in_reach(body.pay_to, call.person, p.ledger) if body.pay_to else None
    command, closing = CloseAccount(account.id, pay_to), p.closing(_repays_loan)
    done = p.post_money(call.key, lambda: close_account(command, call.key, closing))
    return ClosingView(**done.answer), done.replayed


def _repays_loan(account: Account) -> bool:
    from nongxin.lending.loans.read_loan import repays_from  # a cold start need not read lending

    p = parts()
    return repays_from(account.id, account.owner, p.applications, p.loans)


@app.get("/{account_id}", returns=BalanceView, roles=READERS, summary="An account's balance")
def balance(call: Call, account_id: str) -> Any:
    p = parts()
    return balance_view(account_in_reach(account_id, call.person, p.ledger), p.clock.now())


@app.post("/{account_id}/deposits", body=DepositBody, returns=CashView, status=201,
          roles=COUNTER, errors=_LIMITS, summary="Pay cash in at a counter")  # fmt: skip
def deposit(call: Call, body: DepositBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    command = DepositCash(account, body.amount_fen)
    done = p.post_money(call.key, lambda: deposit_cash(command, call.key, p.tier_parts, p.calendar))
    return CashView(**done.answer), done.replayed


@app.post("/{account_id}/withdrawals", body=WithdrawalBody, returns=CashView, status=201,
          roles=COUNTER, errors=_LIMITS, summary="Pay cash out at a counter")  # fmt: skip
def withdraw(call: Call, body: WithdrawalBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    command = WithdrawCash(account, body.amount_fen)
    done = p.post_money(
        call.key, lambda: withdraw_cash(command, call.key, p.tier_parts, p.calendar)
    )
    return CashView(**done.answer), done.replayed


@app.get("/payees/{number}", returns=PayeeView, roles=COUNTER,
         errors=(Missing, NumberInvalid),
         summary="Check a payee's account number at a counter before it is used")  # fmt: skip
def payee(call: Call, number: str) -> Any:
    p = parts()
    account = find_payee(number, p.payees)
    name = masked_name(p.persons.get(account.owner).name)
    return PayeeView(number=number, name=name, entity=account.entity)
