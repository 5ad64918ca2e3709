"""Return a refund of a financed order: how far it is on its way, so that each fen goes once.

A refund tells the total so far. What is to be moved is written down before the money moves, under a
number that says from where; a death in between is gone on with, whatever was told meanwhile. What
was refused has not moved: the next try asks the newest word how much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.value import value
from nongxin.partners.shops.fresh import until_fresh
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.order import Order
from nongxin.partners.shops.shop_store import Shops


@value
class Returning:
    """Fen of an order's refunds that go back: `from_fen` are back already, `to_fen` will be."""

    order: str
    from_fen: int
    to_fen: int

    @property
    def fen(self) -> int:
        return self.to_fen - self.from_fen


def return_refund(
    key: MerchantKey, number: str, shops: Shops, move: Callable[[Returning], object]
) -> Order:
    """Calls `move`, which must be good once per order and `from_fen`, until all is back. Answers
    the order of which that is so. Raises what `move` refuses.
    """
    while True:
        order = _begun(key, number, shops)
        if not order.returning_fen:
            return order
        try:
            move(Returning(number, order.returned_fen, order.returning_fen))
        except (Busy, StaleRecord):
            raise
        except Problem:
            _saved(key, number, shops, partial(_not_begun, done=order))
            raise
        _saved(key, number, shops, partial(_after, done=order))


def _begun(key: MerchantKey, number: str, shops: Shops) -> Order:
    def begin(order: Order) -> Order:
        if order.returning_fen or order.refunded_fen <= order.returned_fen:
            return order
        return replace(order, returning_fen=order.refunded_fen)

    return _saved(key, number, shops, begin)


def _after(standing: Order, done: Order) -> Order:
    if standing.returned_fen != done.returned_fen:
        return standing  # somebody else has written it down
    return replace(standing, returned_fen=done.returning_fen, returning_fen=0)


def _not_begun(standing: Order, done: Order) -> Order:
    if (standing.returned_fen, standing.returning_fen) != (done.returned_fen, done.returning_fen):
        return standing
    return replace(standing, returning_fen=0)


def _saved(key: MerchantKey, number: str, shops: Shops, change: Callable[[Order], Order]) -> Order:
    found: list[Order] = []

    def act() -> Sequence[Write]:
        before = shops.order(key, number)
        after = change(before)
        found.append(after)
        return [] if after is before else [shops.save_order(key, after)]

    until_fresh(act, shops.storage)
    return found[-1]
