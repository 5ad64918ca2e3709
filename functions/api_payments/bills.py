"""Routes of the customer's phone: bills, and receipts of what was done at stations and by phone."""

from __future__ import annotations

from typing import Any

from api_payments.contracts import (
    BillBody,
    BillView,
    PayBillBody,
    QuoteBody,
    QuoteView,
    ReceiptList,
    ReceiptView,
)
from api_payments.door import app
from api_payments.refusals import BILL, PAYING_BILL
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import BadPage, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.parts import parts
from nongxin.payments.pay_bill import pay_bill
from nongxin.payments.payment import Payment
from nongxin.payments.phone_bill import PhoneBill
from nongxin.payments.quote_bill import quote_bill
from nongxin.payments.read_receipts import Receipt, read_bill, read_receipts

CUSTOMER = (Role.CUSTOMER,)
ACCOUNT = Query("account_id", {"type": "string"}, "an own account", required=True)


@app.post("/bills/enquiries", body=QuoteBody, returns=QuoteView, roles=CUSTOMER, changes=False,
          errors=BILL, summary="Ask what is due, before it is paid by phone")  # fmt: skip
def quote(call: Call, body: QuoteBody) -> Any:
    told = quote_bill(_bill(body, "", body.payment_key), call.person, parts().station_payments)
    return QuoteView(
        service=body.service,
        bill_no=told.bill.bill_no,
        amount_fen=told.bill.amount_fen,
        fee_fen=told.fee_fen,
        name=told.name,
        items=list(told.items),
        step_up_needed=told.step_up_needed,
        digest=told.bill.digest,
    )


@app.post("/bills", body=PayBillBody, returns=BillView, status=201, roles=CUSTOMER,
          errors=PAYING_BILL, summary="Pay a bill from an own account")  # fmt: skip
def pay_by_phone(call: Call, body: PayBillBody) -> Any:
    bill = _bill(body, body.bill_no, call.key.client_key)
    paid = pay_bill(bill, body.step_up_token, call.person, call.key, parts().station_payments)
    return bill_view(paid.payment), paid.replayed


@app.get("/bills/{payment_id}", returns=BillView, roles=CUSTOMER, errors=(Missing,),
         summary="What became of a bill; the receipt")  # fmt: skip
def bill(call: Call, payment_id: str) -> Any:
    return bill_view(read_bill(payment_id, call.person, parts().station_payments))


@app.get("/receipts", returns=ReceiptList, roles=CUSTOMER, query=(ACCOUNT, *PAGING),
         errors=(Missing, BadPage),
         summary="Receipts of an own account, newest first")  # fmt: skip
def receipts(call: Call) -> Any:
    account_id = call.query.get("account_id", "")
    before = _before(call)
    found, last = read_receipts(
        account_id, before, call.limit, call.person, parts().station_payments
    )
    return ReceiptList(
        receipts=list(map(_receipt_view, found)),
        cursor=cursor({"number": {"S": str(last)}}) if last else None,
    )


def bill_view(payment: Payment) -> BillView:
    return BillView(
        payment_id=payment.id,
        service=payment.service_code,
        status=payment.status.value,
        amount_fen=payment.amount_fen,
        fee_fen=payment.fee_fen,
        reason=payment.reason,
        partner_no=payment.partner_no,
        at=stamp(payment.at),
    )


def _bill(body: BillBody, bill_no: str, payment_key: str) -> PhoneBill:
    return PhoneBill(
        body.service, body.account_id, body.fields, body.amount_fen or 0, bill_no, payment_key
    )


def _before(call: Call) -> int:
    """Raises BadPage on a cursor of another list."""
    if call.after is None:
        return 0
    number = call.after.get("number", {}).get("S", "")
    if not number.isdigit() or len(call.after) > 1:
        raise BadPage()
    return int(number)


def _receipt_view(receipt: Receipt) -> ReceiptView:
    return ReceiptView(
        number=receipt.number,
        at=receipt.at,
        service=receipt.service,
        name=receipt.name_zh,
        side=receipt.side,
        amount_fen=receipt.amount_fen,
        is_back=receipt.is_back,
        payment_id=receipt.payment_id,
    )
