"""Routes of payments: one family for all services. Terminals sign each request."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from api_payments.contracts import (
    AnswerView,
    AskBody,
    BatchBody,
    BatchView,
    ConfirmBody,
    DayBody,
    DayView,
    PayBody,
    PaymentView,
    ServiceList,
    TakeBackBody,
    TakenBackView,
)
from api_payments.door import app
from api_payments.refusals import ASKING, PAYING, READING, TAKING_BACK
from api_payments.views import day_view, paid_view, payment_view, service_view, uploaded_view
from nongxin.catalog.services import services
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import correlation
from nongxin.kernel.http import Call
from nongxin.kernel.http.signed import NonceReplayed
from nongxin.parts import parts
from nongxin.payments.ask_service import ask_service
from nongxin.payments.confirm_payment import confirm_payment
from nongxin.payments.day_end.difference import Line
from nongxin.payments.day_end.report_day import DayMatched, ReportDay, report_day
from nongxin.payments.order import Number
from nongxin.payments.pay import pay
from nongxin.payments.problems import DateFar, FieldWrong, NoSuchService, PaymentMoved
from nongxin.payments.read_payment import read_payment
from nongxin.payments.take_back import REVERSAL, VOID, take_back
from nongxin.payments.take_order import TakeOrder, take_order
from nongxin.payments.upload_batch import upload_batch
from nongxin.stations.terminal import Terminal

_QUESTION = "000000"


@app.post("/", body=PayBody, returns=PaymentView, status=201, signed=True, errors=PAYING,
          summary="Pay: any service that moves money or tells a partner something")  # fmt: skip
def make(call: Call, body: PayBody) -> Any:
    p = parts().station_payments
    order = take_order(_command(call, body), _terminal(call), p)
    paid = pay(order, p)
    return paid_view(order.number, paid), paid.replayed


@app.post("/batches", body=BatchBody, returns=BatchView, signed=True, errors=(NonceReplayed,),
          summary="Send what was taken without a line: each order once, in any order")  # fmt: skip
def upload(call: Call, body: BatchBody) -> Any:
    terminal, commands = (
        _terminal(call),
        [_command(call, each, each.taken_at) for each in body.orders],
    )
    told = upload_batch(commands, terminal, parts().station_payments)
    numbers = [Number(terminal, each.on, each.trace) for each in commands]
    return BatchView(orders=list(map(uploaded_view, numbers, told)))


@app.post("/enquiries", body=AskBody, returns=AnswerView, signed=True, changes=False,
          errors=ASKING, summary="Ask: a balance, a history, what is due")  # fmt: skip
def ask(call: Call, body: AskBody) -> Any:
    p = parts().station_payments
    command = TakeOrder(body.service, p.today, _QUESTION, 0, body.fields, body.operator_id,
                        id_shown=body.id_shown)  # fmt: skip
    told = ask_service(take_order(command, _terminal(call), p), p)
    return AnswerView(
        service=body.service,
        amount_fen=told.amount_fen,
        bill_no=told.bill_no,
        name=told.name,
        items=list(told.items),
        facts=dict(told.facts or {}),
    )


@app.get("/services", returns=ServiceList, signed=True,
         summary="The services in force today, and the time")  # fmt: skip
def list_services(call: Call) -> Any:
    p = parts()
    found = services(p.clock.today()).values()
    return ServiceList(
        services=[service_view(each) for each in found], server_time=stamp(p.clock.now())
    )


@app.post("/day-ends", body=DayBody, returns=DayView, signed=True,
          errors=(DayMatched, DateFar, NoSuchService, FieldWrong),
          summary="Report the day: the numbers that the terminal holds for done")  # fmt: skip
def end_day(call: Call, body: DayBody) -> Any:
    on = body.date
    lines = [Line(f"{on:%Y%m%d}-{each.trace}", each.service, each.amount_fen)
             for each in body.lines]  # fmt: skip
    return day_view(on, report_day(ReportDay(on, lines), _terminal(call), parts().ending_days))


@app.get("/{day}/{trace}", returns=PaymentView, signed=True, errors=READING,
         summary="What became of a number; the receipt")  # fmt: skip
def status(call: Call, day: str, trace: str) -> Any:
    number = _number(call, day, trace)
    return paid_view(number, read_payment(number, parts().station_payments))


@app.post("/{day}/{trace}/reversal", body=TakeBackBody, returns=TakenBackView, signed=True,
          errors=TAKING_BACK,
          summary="Reverse or void a payment, once, also before it arrives")  # fmt: skip
def reverse(call: Call, body: TakeBackBody, day: str, trace: str) -> Any:
    number = _number(call, day, trace)
    how = REVERSAL if body.how == "reversal" else VOID
    told = take_back(number, how, parts().station_payments)
    view = TakenBackView(number=number.text, status=told.status, amount_fen=told.amount_fen)
    return view, told.replayed


@app.post("/{day}/{trace}/confirmation", body=ConfirmBody, returns=PaymentView, signed=True,
          errors=(*READING, PaymentMoved),
          summary="Say whether a meter's card was written")  # fmt: skip
def confirm(call: Call, body: ConfirmBody, day: str, trace: str) -> Any:
    number = _number(call, day, trace)
    return payment_view(confirm_payment(number, parts().station_payments, written=body.written))


def _command(call: Call, body: PayBody, taken_at: datetime | None = None) -> TakeOrder:
    return TakeOrder(
        service=body.service,
        on=body.date,
        trace=body.trace,
        amount_fen=body.amount_fen or 0,
        fields=body.fields,
        operator_id=body.operator_id,
        taken_at=taken_at,
        bill_no=body.bill_no,
        id_shown=body.id_shown,
        nonce=call.nonce,
        call=correlation.get(),
    )


def _terminal(call: Call) -> Terminal:
    return cast(Terminal, call.signer)


def _number(call: Call, day: str, trace: str) -> Number:
    """Of this terminal: another's number is simply not there. Raises Missing, FieldWrong."""
    try:
        on = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}") if len(day) == 8 else None
    except ValueError:
        on = None
    if on is None or f"{on:%Y%m%d}" != day:
        raise Missing()
    return Number(_terminal(call), on, trace)
