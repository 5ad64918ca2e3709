"""What people asked to be deleted, and a law kept, goes when its time is over (个人信息保护法
art. 47): looked for a county at a time.
"""

from __future__ import annotations

from nongxin.customers.requests.data_request import Outcome as Became
from nongxin.customers.requests.data_request import RequestKind
from nongxin.customers.requests.erase_person import Erasing, erase_person, fates_of, next_look
from nongxin.customers.requests.request_store import DueRecord, Dues, asked, due, settled
from nongxin.customers.view.find_ids import every_id
from nongxin.kernel import log
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing, Problem
from nongxin.kernel.ids import new_id
from nongxin.kernel.records import create


def end_retentions(county: str, dues: Dues, parts: Erasing) -> tuple[int, int]:
    """Answers of how many people something was erased, and how many are left for another day."""
    done, failed = 0, 0
    for row in dues.of_county(county, parts.clock.today()):
        try:
            done += _looked_at(row, parts)
        except Problem as problem:  # one person's trouble is not the others'
            failed += 1
            log.warn("not erased", county=county, code=problem.code)
    return done, failed


def _looked_at(row: DueRecord, parts: Erasing) -> bool:
    """Answers whether something was erased. Raises StaleRecord or Busy."""
    person_id, left = str(row.sk), str(row.left).split(",")
    try:
        everyone = every_id(person_id, parts.views)
        told = [fate for fate in fates_of(everyone, parts) if fate.category in left]
    except Missing:  # forgotten meanwhile, under another id
        parts.views.commit(settled(person_id, parts.clock.now()))
        return False
    now, still = stamp(parts.clock.now()), next_look(told, parts.clock.today())
    following = due(person_id, *still) if still else settled(person_id, parts.clock.now())
    writes = [following, *erase_person(everyone, told, now, parts)]
    is_any = any(fate.outcome is Became.ERASED for fate in told)
    if is_any:
        request_id = new_id("rq", row.county, parts.clock)
        kind = RequestKind.RETENTION_ENDED
        writes.append(create(asked(person_id, request_id, kind, now, tuple(told))))
    parts.views.commit(*writes)
    return is_any
