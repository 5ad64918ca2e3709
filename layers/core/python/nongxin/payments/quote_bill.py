"""Quote a bill on the phone: what is due, what it costs, and whether it must be confirmed."""

from __future__ import annotations

from dataclasses import replace

from nongxin.catalog.payments import payment_limits
from nongxin.kernel.errors import Busy
from nongxin.kernel.identity import Principal
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.kernel.value import value
from nongxin.payments.phone_bill import CHANNEL, PhoneBill
from nongxin.payments.ports import PaymentParts
from nongxin.payments.take_order import service_named


@value
class Quoted:
    """`bill` is what is to be sent to pay it; `items` are lines to read."""

    bill: PhoneBill
    name: str
    items: tuple[str, ...]
    fee_fen: int
    step_up_needed: bool


def quote_bill(bill: PhoneBill, by: Principal, parts: PaymentParts) -> Quoted:
    """Raises Missing (not the caller's account), NoSuchService, NotByPhone, FieldWrong,
    BillNotFound, Busy.
    """
    service = service_named(bill.service, parts)
    typed = bill.typed(service, parts.today)
    parts.own.owned(bill.account_id, by)
    name, items = "", tuple[str, ...]()
    if service.query_first:
        try:
            told = parts.gateways(service.partner).enquire(service.code, typed.told)
        except PartnerRefused:
            raise Busy() from None
        amount_fen = bill.amount_fen if "amount" in service.names else told.amount_fen
        bill = replace(bill, amount_fen=amount_fen or told.amount_fen, bill_no=told.bill_no)
        name, items = told.name, told.items
    most_fen = payment_limits(CHANNEL, parts.today).step_up_single_fen
    fee_fen = service.fee.of(bill.amount_fen)
    return Quoted(bill, name, items, fee_fen, bill.amount_fen > most_fen)
