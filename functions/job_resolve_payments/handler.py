"""Payments with partners that are open are asked after, county by county.

One that fails does not hold the others, nor does a county whose tables cannot be read. What has
been open for an hour is an alarm: the job ends with PaymentsOverdue after it has done all else.
Answers what it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from nongxin.catalog.places import counties
from nongxin.kernel import deadline, log
from nongxin.parts import parts
from nongxin.payments.payment import OPEN
from nongxin.payments.settle_payment import settle_payment
from nongxin.payments.store import payment_id_of

OVERDUE = timedelta(hours=1)  # assumed
# Its door may still be at work on it.
YOUNG = timedelta(seconds=20)
_SECONDS_EACH = 10
_PAGE = 100


class PaymentsOverdue(Exception):
    """Somebody has to call the partner."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    done: Counter[str] = Counter()
    for county in counties(parts().clock.today()):
        try:
            for payment_id in _open_payments(county.code):
                done[_resolved(payment_id)] += 1
        except Exception as error:
            log.bug("payments", error, county=county.code)
            done["failed"] += 1
    log.say("payments", count=sum(done.values()), failed=done["failed"])
    if done["overdue"]:
        raise PaymentsOverdue(f"{done['overdue']} payments have been open for an hour")
    return dict(done)


def _open_payments(county: str) -> Iterator[str]:
    after, store = None, parts().station_payments.payments
    while True:
        page = store.open_in(county, _PAGE, after)
        yield from map(payment_id_of, page.items)
        after = page.last_key
        if after is None:
            return


def _resolved(payment_id: str) -> str:
    p = parts()
    try:
        with deadline.within(_SECONDS_EACH):
            payment = p.station_payments.payments.get(payment_id)
            age = p.clock.now() - payment.at
            if age < YOUNG:
                return "young"
            payment = settle_payment(payment_id, p.station_payments)
    except Exception as error:
        log.bug("payment", error)
        return "failed"
    is_late = payment.status in OPEN and age > OVERDUE
    return "overdue" if is_late else payment.status.value
