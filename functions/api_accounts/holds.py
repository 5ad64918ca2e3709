"""Routes of money held at a counter: hold, pay from it in parts, lift it, look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api_accounts.door import COUNTER, READERS, app
from api_accounts.payment_contracts import (
    CounterHoldBody,
    CounterHoldLine,
    CounterHoldList,
    CounterHoldView,
    HeldPaidView,
    HeldPaymentBody,
    LiftedView,
)
from nongxin.accounts.demand import NotADemandDeposit
from nongxin.accounts.holds.hold_money import HoldMoney, hold_money
from nongxin.accounts.holds.lift_hold import lift_hold
from nongxin.accounts.holds.pay_held import PayHeld, pay_held
from nongxin.accounts.holds.payment_hold import HoldEndInvalid, HoldPurpose, NotPayable, PaymentHold
from nongxin.accounts.number import NumberInvalid
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.transfers.transfer import (
    BadRemark,
    PayeeCannotReceive,
    PayeeNotMatched,
    SameAccount,
)
from nongxin.kernel.clock import stamp
from nongxin.kernel.http import Call
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.ledger.holds import HoldExceeded, HoldNotActive, TooManyHolds
from nongxin.parts import parts

HOLD = "/{account_id}/counter-holds"


@app.post(HOLD, body=CounterHoldBody, returns=CounterHoldView, status=201, roles=COUNTER,
          errors=(HoldEndInvalid, NotADemandDeposit, InsufficientFunds, TooManyHolds,
                  AccountNotOpen),
          summary="Hold money, for a certificate of deposit or as earnest")  # fmt: skip
def hold(call: Call, body: CounterHoldBody, account_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    account_in_reach(account_id, person, p.ledger)
    command = HoldMoney(
        account_id, body.amount_fen, HoldPurpose(body.purpose), _instant(body.ends_at)
    )
    done = p.post_money(key, lambda: hold_money(command, person, key, p.payment_holds, p.books))
    return CounterHoldView(**done.answer), done.replayed


@app.get(HOLD, returns=CounterHoldList, roles=READERS,
         summary="Money held at a counter, and what is left of each hold")  # fmt: skip
def counter_holds(call: Call, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    left = {each.id: each.amount_fen for each in account.active_holds(p.clock.now())}
    found = p.payment_holds.of_account(account_id)
    return CounterHoldList(holds=[_line(each, left.get(each.id, 0)) for each in found])


@app.post(HOLD + "/{hold_id}/payments", body=HeldPaymentBody, returns=HeldPaidView, status=201,
          roles=COUNTER, summary="Pay out of a hold, in parts or whole",
          errors=(NotPayable, NotADemandDeposit, HoldNotActive, HoldExceeded, PayeeNotMatched,
                  PayeeCannotReceive, SameAccount, NumberInvalid, BadRemark,
                  AccountNotOpen))  # fmt: skip
def pay_from(call: Call, body: HeldPaymentBody, account_id: str, hold_id: str) -> Any:
    p, key = parts(), call.key
    account_in_reach(account_id, call.person, p.ledger)
    command = PayHeld(
        account_id=account_id,
        hold_id=hold_id,
        payee_number=body.payee_number,
        payee_name=body.payee_name,
        amount_fen=body.amount_fen,
        remark=body.remark,
        last=body.last,
    )
    done = p.post_money(key, lambda: pay_held(command, key, p.payment_holds, p.paying))
    return HeldPaidView(**done.answer), done.replayed


@app.post(HOLD + "/{hold_id}/release", returns=LiftedView, roles=COUNTER,
          errors=(HoldNotActive,), summary="Lift a hold before it ends")  # fmt: skip
def lift(call: Call, account_id: str, hold_id: str) -> Any:
    p, key = parts(), call.key
    account_in_reach(account_id, call.person, p.ledger)
    done = p.post_money(key, lambda: lift_hold(account_id, hold_id, key, p.payment_holds, p.books))
    return LiftedView(**done.answer), done.replayed


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise HoldEndInvalid() from None


def _line(each: PaymentHold, left_fen: int) -> CounterHoldLine:
    return CounterHoldLine(
        hold_id=each.id,
        account_id=each.account_id,
        amount_fen=each.amount_fen,
        purpose=each.purpose.value,
        ends_at=stamp(each.ends_at),
        left_fen=left_fen,
    )
