"""Refunds of financed orders: the loan has its money back first, the buyer the rest.

Before the loan is paid out, its application is withdrawn on the buyer's behalf (assumed: the
platform answers for the refund out of its settlement account and settles with the seller itself).
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import sibling
from nongxin.kernel.records import StaleRecord
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.status import Status, StepNotAllowed
from nongxin.lending.applications.withdraw_application import withdraw_application
from nongxin.lending.payouts.payout import PayoutName
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.problems import (
    PartnerWithoutAccount,
    RefundAboveOrder,
    RefundWaitsForLoan,
)
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.note_refund import forget_refund, note_refund
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.return_refund import Returning, return_refund
from nongxin.parts import Parts


def return_what_was_refunded(
    key: MerchantKey, orders: Sequence[str], waiting: Sequence[str], source: Source, p: Parts
) -> None:
    """Of these orders and of those that wait. What cannot go back yet waits for the merchant's next
    event, and is listed once.
    """
    for number in dict.fromkeys((*orders, *waiting)):
        try:
            order = _returned(key, number, p)
        except (Busy, StaleRecord):
            raise
        except Problem as problem:
            if note_refund(key, number, p.shops):
                p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))
        else:
            if number in waiting:
                forget_refund(key, order, p.shops)


def _returned(key: MerchantKey, number: str, p: Parts) -> Order:
    """The order as it was when nothing was left to go back.

    Raises Busy while the loan is being paid out: the event comes again. Raises RefundAboveOrder
    and, where people have to look at the loan first, RefundWaitsForLoan: nothing has moved.
    """
    order = p.shops.order(key, number)
    if not order.financed or order.refunded_fen <= order.returned_fen:
        return order
    if order.refunded_fen > order.worth_fen:
        raise RefundAboveOrder(
            number=number, order_fen=order.worth_fen, refunded_fen=order.refunded_fen
        )
    application = p.applications.get(order.financed, consistent=True)
    if application.status is Status.SIGNED:
        raise Busy()
    if application.status is Status.PARKED:
        raise RefundWaitsForLoan(number=number)
    if application.status is Status.DISBURSED:
        return return_refund(key, number, p.shops, lambda part: _move(key, part, application, p))
    if not application.is_ended:
        _withdraw(key, application, p)
    return order


def _move(key: MerchantKey, part: Returning, application: Application, p: Parts) -> None:
    account = p.shops.account_of(key.partner)
    if account is None or application.offer is None:
        raise PartnerWithoutAccount(county=key.county)
    name = PayoutName(
        key.county, key.partner, f"refund#{key.merchant}#{part.order}#{part.from_fen}"
    )
    buyer, loan_id = application.offer.account_id, sibling(application.id, "ln")
    p.platform_money.settle(name, account, buyer, part.fen, first=loan_id)


def _withdraw(key: MerchantKey, application: Application, p: Parts) -> None:
    parties = application.parties
    buyer = Principal(
        parties.borrower_id, Role.CUSTOMER, parties.county, parties.entity,
        frozenset({parties.county}), "",
    )  # fmt: skip
    once = CommandKey(
        "partners.withdraw", key.partner, parties.county, application.id, fingerprint("refund")
    )
    try:
        p.perform_in("lending", once, lambda: withdraw_application(application.id, buyer, p.desk))
    except StepNotAllowed:  # signed since it was read: the event comes again, for its loan
        raise Busy() from None
