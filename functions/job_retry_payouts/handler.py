"""Payouts on the stuck list are tried again, each hour: what time mends (the platform's account has
money again or is named, a loan is through) needs neither an event nor two of the staff.

County by county, a share of each platform's a run: none starves behind those that nothing can come
of. One that fails holds none of the others; a new reason is listed once, as the event's worker
does. Answers what became of those tried, by state.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from job_retry_payouts.stuck import of_this_hour
from nongxin.kernel import deadline, log
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.pay_payout import pay_payout
from nongxin.parts import parts

_PAYOUT_SECONDS = 20
_LEAST_MS = 30_000


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    done = Counter[str]()
    for key, number in of_this_hour():
        if _is_late(context):
            break
        done[_tried(key, number)] += 1
    log.say("payouts", count=sum(done.values()), failed=done["failed"])
    return dict(done)


def _tried(key: MerchantKey, number: str) -> str:
    try:
        with deadline.within(_PAYOUT_SECONDS):
            return _paid(key, number)
    except (Busy, StaleRecord):
        return "busy"
    except Exception as error:
        log.bug("stuck-payout", error)
        return "failed"


def _paid(key: MerchantKey, number: str) -> str:
    p = parts()
    try:
        return pay_payout(key, number, p.hearing, p.platform_money).state.value
    except (Busy, StaleRecord):
        raise
    except Problem as problem:
        source = Source(key.partner, county_of(key.partner))
        p.inbox.storage.commit(p.inbox.refuse(source, problem, p.clock.now()))
        p.metrics.tell("PayoutsStuck", 1)
        return "refused"


def _is_late(context: Any) -> bool:
    return context is not None and context.get_remaining_time_in_millis() < _LEAST_MS
