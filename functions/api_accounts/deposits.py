"""Routes of time deposits, of waking dormant accounts, and of deposit insurance."""

from __future__ import annotations

from typing import Any

from api_accounts.deposit_contracts import (
    InsuranceView,
    NoticeBody,
    NoticeView,
    PayoutBody,
    PayoutView,
    StateView,
    TermsView,
    TimeDepositBody,
    TimeDepositView,
    WakingBody,
)
from api_accounts.door import COUNTER, CUSTOMER, READERS, app
from api_accounts.views import account_view
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.time_deposits.announce_withdrawal import announce_withdrawal
from nongxin.accounts.time_deposits.deposit import (
    BelowLeast,
    MoreThanDeposited,
    NoNoticeNeeded,
    PartTakenBefore,
    UnknownProduct,
    WholeOnly,
)
from nongxin.accounts.time_deposits.open_deposit import OpenDeposit, SourceInvalid, open_deposit
from nongxin.accounts.time_deposits.renew_deposit import renew_due
from nongxin.accounts.time_deposits.withdraw_deposit import WithdrawDeposit, withdraw_deposit
from nongxin.accounts.wake_account import NotAsleep, NotTheOwner, WakeAccount, wake_account
from nongxin.catalog.places import entity as entity_named
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.parts import parts

OWNERS = (*CUSTOMER, *COUNTER)
_TAKEN = (BelowLeast, MoreThanDeposited, PartTakenBefore, WholeOnly, SourceInvalid,
          InsufficientFunds, AccountNotOpen)  # fmt: skip


@app.post("/{account_id}/time-deposits", body=TimeDepositBody, returns=TimeDepositView, status=201,
          roles=OWNERS,
          errors=(UnknownProduct, BelowLeast, SourceInvalid, InsufficientFunds, AccountNotOpen),
          summary="Open a time or notice deposit out of a demand deposit")  # fmt: skip
def open_time_deposit(call: Call, body: TimeDepositBody, account_id: str) -> Any:
    p = parts()
    source = account_in_reach(account_id, call.person, p.ledger)
    command = OpenDeposit(source, body.product, body.amount_fen, body.renews)
    done = p.post_money(call.key, lambda: open_deposit(command, call.key, p.depositing))
    told = done.answer
    names = ("certificate", "rate_annual", "matures_on")
    card = account_view(told).model_dump()
    return TimeDepositView(**card, **{name: told[name] for name in names}), done.replayed


@app.get("/{account_id}/terms", returns=TermsView, roles=READERS, errors=(Missing,),
         summary="A time deposit's certificate and terms")  # fmt: skip
def terms(call: Call, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    deposit = p.depositing.deposits.get(account.id)
    today = p.calendar.business_date(account.entity)
    return TermsView(
        account_id=account.id,
        product=deposit.product,
        certificate=deposit.certificate,
        principal_fen=account.balance_fen,
        rate_annual=str(deposit.rate),
        starts_on=deposit.starts_on.isoformat(),
        matures_on=deposit.matures_on.isoformat() if deposit.matures_on else None,
        renews=deposit.renews,
        pays_to=deposit.pays_to,
        notice_fen=deposit.notice_fen,
        notice_on=deposit.notice_on.isoformat() if deposit.notice_on else None,
        interest_today_fen=deposit.earned(account.balance_fen, today),
    )


@app.post("/{account_id}/payouts", body=PayoutBody, returns=PayoutView, status=201, roles=OWNERS,
          errors=_TAKEN, summary="Take a time deposit out, whole or in part")  # fmt: skip
def pay_out(call: Call, body: PayoutBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    pay_to = account_in_reach(body.pay_to, call.person, p.ledger) if body.pay_to else None
    renew_due(account.id, p.depositing, p.post_money)
    command = WithdrawDeposit(account.id, body.amount_fen, pay_to)
    done = p.post_money(call.key, lambda: withdraw_deposit(command, call.key, p.depositing))
    return PayoutView(**done.answer), done.replayed


@app.post("/{account_id}/notices", body=NoticeBody, returns=NoticeView, status=201, roles=OWNERS,
          errors=(NoNoticeNeeded, BelowLeast, MoreThanDeposited),
          summary="Announce a withdrawal from a notice deposit")  # fmt: skip
def announce(call: Call, body: NoticeBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    done = p.perform_in(
        "accounts", call.key, lambda: announce_withdrawal(account.id, body.amount_fen, p.depositing)
    )
    return NoticeView(**done.answer), done.replayed


@app.post("/{account_id}/waking", body=WakingBody, returns=StateView, status=201, roles=COUNTER,
          errors=(NotTheOwner, NotAsleep),
          summary="Wake a dormant account on showing the owner's ID card")  # fmt: skip
def wake(call: Call, body: WakingBody, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    command = WakeAccount(account, body.id_no)
    done = p.post_money(call.key, lambda: wake_account(command, call.key, p.persons, p.books))
    return StateView(**done.answer), done.replayed


@app.get("/insurance", returns=InsuranceView,
         roles=(Role.OPS, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR),
         query=(Query("entity", {"type": "string"}, "The legal entity", required=True),),
         errors=(Missing,), summary="What deposit insurance covers at a legal entity")  # fmt: skip
def insurance(call: Call) -> Any:
    code = call.query.get("entity", "")
    bank = entity_named(code)
    if bank is None or not (call.person.entity == code or call.person.serves(bank.hq)):
        raise Missing()
    report = parts().insurance.latest(code)
    return InsuranceView(**report.told)
