"""Payments to other banks that are under way are asked after, and what came in is taken.

One order that fails does not hold the others. Money that has been under way for a day is an alarm:
the job ends with OrdersOverdue after it has done all else. Answers what it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from job_resolve_interbank.messages import take_all
from nongxin.accounts.interbank.interbank import UNDERWAY
from nongxin.accounts.interbank.interbank_store import order_id_of
from nongxin.accounts.interbank.settle_interbank import settle_interbank
from nongxin.catalog.places import counties
from nongxin.kernel import deadline, log
from nongxin.parts import parts

OVERDUE = timedelta(hours=24)  # assumed
_ORDER_SECONDS = 20
_PAGE = 100


class OrdersOverdue(Exception):
    """Somebody has to call the payment system's operators."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    done: Counter[str] = Counter()
    for county in counties(parts().clock.today()):
        for order_id in _open_orders(county.code):
            done[_resolved(order_id)] += 1
    done["taken"] = take_all()
    log.say("interbank", count=sum(done.values()), failed=done["failed"])
    if done["overdue"]:
        raise OrdersOverdue(f"{done['overdue']} payments have been under way for a day")
    return dict(done)


def _open_orders(county: str) -> Iterator[str]:
    after = None
    while True:
        page = parts().orders.open_in(county, _PAGE, after)
        yield from map(order_id_of, page.items)
        after = page.last_key
        if after is None:
            return


def _resolved(order_id: str) -> str:
    p = parts()
    try:
        with deadline.within(_ORDER_SECONDS):
            status = settle_interbank(order_id, p.network)
    except Exception as error:
        log.bug("interbank-order", error)
        return "failed"
    asked_at = p.orders.get(order_id).requested_at
    late = status in UNDERWAY and p.clock.now() - asked_at > OVERDUE
    return "overdue" if late else status.value
