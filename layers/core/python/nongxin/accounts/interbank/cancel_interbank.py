"""Cancel a payment to another bank that has not been sent: its money is free again."""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.interbank.interbank import Order
from nongxin.accounts.interbank.interbank_store import DynamoOrders
from nongxin.accounts.ports import PayingParts
from nongxin.accounts.reach import own_account
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.ledger.release_hold import ReleaseHold, release_hold


def cancel_interbank(
    order_id: str, account_id: str, by: Principal, key: CommandKey, orders: DynamoOrders,
    parts: PayingParts,
) -> Outcome:  # fmt: skip
    """Raises Missing (not the caller's), or AlreadySent."""
    own_account(account_id, by, parts.ledger)
    order = orders.get(order_id)
    if order.account_id != account_id:
        raise Missing()
    return cancelled(order, "customer", key, orders, parts)


def cancelled(
    order: Order, reason: str, key: CommandKey, orders: DynamoOrders, parts: PayingParts
) -> Outcome:
    after = order.cancelled(reason)
    freed = release_hold(ReleaseHold(order.account_id, order.hold_id), key, parts.books)
    answer = {"order_id": order.id, "status": after.status.value, "amount_fen": order.amount_fen}
    return replace(freed, answer=answer, writes=[*freed.writes, orders.save(after)])
