"""Receipts and services as terminals see them."""

from __future__ import annotations

from datetime import date
from typing import Any

from api_payments.contracts import (
    DayDifferenceView,
    DayView,
    PaymentView,
    ServiceView,
    UploadedView,
)
from nongxin.catalog.services import Service
from nongxin.payments.day_end.report_day import DayReported
from nongxin.payments.order import Number
from nongxin.payments.pay import Paid
from nongxin.payments.payment import Payment
from nongxin.payments.upload_batch import Uploaded


def paid_view(number: Number, paid: Paid) -> PaymentView:
    if paid.payment is not None:
        return payment_view(paid.payment)
    told: Any = paid.answer
    return PaymentView(
        number=number.text,
        service=told["service"],
        status=told["status"],
        amount_fen=told["amount_fen"],
        fee_fen=told["fee_fen"],
        card=told["card"],
        reason="",
        partner_no="",
        result=told.get("result", {}),
    )


def payment_view(payment: Payment) -> PaymentView:
    return PaymentView(
        number=payment.number,
        service=payment.service_code,
        status=payment.status.value,
        amount_fen=payment.amount_fen,
        fee_fen=payment.fee_fen,
        card="",
        reason=payment.reason,
        partner_no=payment.partner_no,
        result={},
    )


def uploaded_view(number: Number, told: Uploaded) -> UploadedView:
    receipt = paid_view(number, told.paid) if told.paid else None
    refusal = told.refusal
    return UploadedView(
        number=told.number,
        status="taken" if receipt else "refused" if refusal else "later",
        receipt=receipt,
        code=refusal.code if refusal else "",
        detail_zh=refusal.sentence("zh") if refusal else "",
        detail_en=refusal.sentence("en") if refusal else "",
    )


def day_view(on: date, told: DayReported) -> DayView:
    found = [
        DayDifferenceView(
            number=each.number,
            service=each.service,
            kind=each.kind.value,
            ours_fen=each.ours_fen,
            theirs_fen=each.theirs_fen,
        )
        for each in told.differences
    ]
    return DayView(
        date=on.isoformat(),
        lines=told.lines,
        agrees=not found,
        payments=told.totals.payments,
        cash_in_fen=told.totals.cash_in_fen,
        cash_out_fen=told.totals.cash_out_fen,
        differences=found,
    )


def service_view(service: Service) -> ServiceView:
    """Fields that may be left out end in a question mark, as in the catalogue."""
    return ServiceView(
        code=service.code,
        name_zh=service.name_zh,
        name_en=service.name_en,
        fields=[a.field.name + ("" if a.is_needed else "?") for a in service.fields],
        auth=list(service.auth),
        reversal=service.reversal,
        query_first=service.query_first,
        offline_days=service.offline_days,
        single_most_fen=service.single_most_fen,
        day_most_fen=service.day_most_fen,
    )
