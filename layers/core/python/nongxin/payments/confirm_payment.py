"""Confirm that a meter's card was written (写卡确认), or that it was not: then people look at it."""

from __future__ import annotations

from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.payments.order import Number
from nongxin.payments.payment import Payment, PaymentStatus
from nongxin.payments.ports import PaymentParts
from nongxin.payments.read_payment import read_payment
from nongxin.payments.settle_payment import excepted

_SAID = {True: PaymentStatus.DONE, False: PaymentStatus.EXCEPTION}


def confirm_payment(number: Number, parts: PaymentParts, *, written: bool) -> Payment:
    """Safe to repeat. Raises Missing, PaymentMoved (the other was said before)."""
    payment = read_payment(number, parts).payment
    if payment is None or not payment.service.confirm:
        raise Missing()
    if payment.status is _SAID[written]:
        return payment
    after = payment.confirmed(written=written)
    events = "[]" if written else outbox([excepted(after)], parts.clock)
    parts.payments.storage.commit(parts.payments.save(after, events))
    return after
