"""A person asks that their data be deleted (art. 47): what no law keeps is gone with the answer,
what one keeps goes by itself when its time is over (end_retentions.py).
"""

from __future__ import annotations

from nongxin.customers.events import DataRequestMade
from nongxin.customers.requests.data_request import Fate, RequestKind
from nongxin.customers.requests.erase_person import Erasing, erase_person, fates_of, next_look
from nongxin.customers.requests.request_store import added, asked, due
from nongxin.customers.view.find_ids import every_id
from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Denied
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import county_of, new_id


def ask_erasure(by: Principal, parts: Erasing) -> Outcome:
    """Answers each category's fate. Raises Denied for anybody but the person, and Missing."""
    if by.role is not Role.CUSTOMER:
        raise Denied()
    everyone = every_id(by.id, parts.views)
    told, now = fates_of(everyone, parts), stamp(parts.clock.now())
    county = county_of(by.id, "pn")
    request_id = new_id("rq", county, parts.clock)
    event = DataRequestMade(county=county, customer_id=by.id, request_id=request_id, kind="erasure")
    row = asked(by.id, request_id, RequestKind.ERASURE, now, told)
    writes = [added(row, outbox([event], parts.clock))]
    if left := next_look(told, parts.clock.today()):
        writes.append(due(by.id, *left))
    writes += erase_person(everyone, told, now, parts)
    return Outcome({"request_id": request_id, "categories": [_shown(f) for f in told]}, writes)


def _shown(fate: Fate) -> dict[str, str | None]:
    return {
        "category": fate.category,
        "name_zh": fate.rule.name_zh,
        "name_en": fate.rule.name_en,
        "outcome": fate.outcome.value,
        "until": fate.until.isoformat() if fate.until else None,
        "law": fate.rule.law,
    }
