"""Pay a bill by phone: as at a station, but from an own account, under the phone's own key."""

from __future__ import annotations

from nongxin.catalog.payments import payment_limits
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.payments.begin_payment import begin_payment
from nongxin.payments.limits import check_amount_of
from nongxin.payments.order import Origin
from nongxin.payments.payment import Payment
from nongxin.payments.phone_bill import CHANNEL, PhoneBill, PhoneOrder
from nongxin.payments.ports import PaymentParts
from nongxin.payments.settle_payment import settle_payment
from nongxin.payments.take_order import service_named


@value
class PaidBill:
    payment: Payment
    replayed: bool


def pay_bill(
    bill: PhoneBill, token: str, by: Principal, key: CommandKey, parts: PaymentParts
) -> PaidBill:
    """`token` is a step-up bound to the bill's digest, needed above the customers' single limit.

    Raises Missing (not the caller's account), NoSuchService, NotByPhone, FieldWrong, StepUpNeeded,
    AboveSingle, AboveDay, AmountTooSmall, AmountNotMultiple, InsufficientFunds, AccountNotOpen,
    limits of Ⅱ and Ⅲ class accounts; KeyReused.
    """

    def act() -> Outcome:
        service = service_named(bill.service, parts)
        typed = bill.typed(service, parts.today)
        bill.check_told(service)
        account = parts.own.owned(bill.account_id, by)
        limits = payment_limits(CHANNEL, parts.today)
        check_amount_of(service, bill.amount_fen, limits.single_fen)
        if bill.amount_fen > limits.step_up_single_fen:
            parts.step_ups.proof(token, by.id, bill.digest)
        origin = Origin(county_of(account.id), account.entity, by.id)
        order = PhoneOrder(service, bill.amount_fen, typed, bill.bill_no, origin, key)
        return begin_payment(order, account, parts)

    done = parts.post(key, act)
    payment_id = str(done.answer["payment_id"])
    payment = settle_payment(payment_id, parts, {}, is_new=not done.replayed)
    return PaidBill(payment, done.replayed)
