"""Begin a payment with a partner: its record, and the money off the payer, in one transaction."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.records import Write
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting
from nongxin.ledger.store import JournalRecord
from nongxin.payments.legs import sent_legs
from nongxin.payments.limits import SubjectUse, subject_of
from nongxin.payments.move_own import check_spent, must_follow, watch
from nongxin.payments.order import Wanted
from nongxin.payments.payment import KIND, Payment
from nongxin.payments.ports import PaymentParts


def begin_payment(order: Wanted, payer: Account | None, parts: PaymentParts) -> Outcome:
    """`payer` is None where the float pays, or nobody. Answers the payment's id.

    Raises AboveDay, StoppedByWatch, InsufficientFunds, AccountNotOpen, limits of Ⅱ and Ⅲ
    class accounts.
    """
    payment = _payment(order, payer, parts)
    answer = {"payment_id": payment.id, "service": payment.service_code, "sent": order.sent}
    if order.origin.operator_id:
        answer["operator"] = order.origin.operator_id
    writes: list[Write] = [parts.payments.add(payment)]
    if payer is None and order.service.day_most_fen is not None:
        writes.append(_used(order, parts))
    if not payment.source:
        good_until = parts.books.calendar.good_until(payment.entity)
        return Outcome(answer, writes, JournalRecord(), good_until)
    posting = Posting(order.service.text, None, None, sent_legs(payment))
    if payer is None:
        return book(posting, order.key, parts.books).outcome(answer, *writes)
    spent = check_spent(order, payer, parts)
    alerts = watch(order, [payer], spent, parts)
    writes += parts.own.counted(posting, [payer])
    booked = book(posting, order.key, parts.books, outbox(alerts, parts.clock) if alerts else "[]")
    must_follow(booked, payer, spent.seen)
    return booked.outcome(answer, *writes)


def step_key(payment: Payment, step: str) -> CommandKey:
    """The key of one step of one payment, whoever takes it."""
    return CommandKey(
        f"payments.{step}", payment.terminal_id, county_of(payment.id), payment.id, payment.id
    )


def _payment(order: Wanted, payer: Account | None, parts: PaymentParts) -> Payment:
    service, origin = order.service, order.origin
    moves = service.action == "pay"
    source = (payer.id if payer else origin.float_account) if moves else ""
    return Payment(
        id=new_id(KIND, origin.county, parts.clock),
        service_code=service.code,
        on=parts.today,
        terminal_id=origin.given_by,
        station_id=origin.station_id,
        number=origin.number,
        entity=origin.entity,
        amount_fen=order.amount_fen,
        fee_fen=service.fee.of(order.amount_fen),
        source=source,
        target=_target(order, parts) if service.action == "take" else "",
        bill_no=order.bill_no,
        at=parts.clock.now(),
        fields=dict(order.typed.told),
        has_secrets=bool(order.typed.secret) and service.action != "pay",
    )


def _target(order: Wanted, parts: PaymentParts) -> str:
    """Whom the partner's money is for: the customer's account, or the shop."""
    if order.service.account == "C":
        return parts.own.by_number(order.typed.of("payee_card")).id
    return order.origin.float_account


def _used(order: Wanted, parts: PaymentParts) -> Write:
    """Counted in the same transaction, wherever in the province the terminal stands."""
    name = subject_of(order.typed.told)
    subject = parts.vault.blind(f"pays-{name}", order.typed.of(name))
    use: SubjectUse = parts.payments.use(subject, order.service.code, parts.today)
    return parts.payments.save_use(use.with_payment(order.amount_fen, order.service))
