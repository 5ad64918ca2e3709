"""A person asks that their data be deleted (art. 47): what no law keeps is gone with the answer."""

from __future__ import annotations

from collections.abc import Callable

from nongxin.customers.events import DataRequestMade
from nongxin.customers.requests.data_request import Fate, RequestKind, fates
from nongxin.customers.requests.data_request import Outcome as Became
from nongxin.customers.requests.request_store import added, asked, blanked
from nongxin.customers.subsidies.load_payouts import PART
from nongxin.customers.subsidies.payout_store import Payouts
from nongxin.customers.view.read_view import read_view
from nongxin.customers.view.view_store import Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Denied
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import new_id
from nongxin.kernel.records import Write

# What another context does to forget somebody: the writes, by the person's id and ID number.
Forget = Callable[[str, str], list[Write]]
# The category of what platforms told of a person's shops.
_SHOPS = "platforms"


def ask_erasure(
    by: Principal, views: Views, payouts: Payouts, shops: Forget, clock: Clock
) -> Outcome:
    """Answers each category's fate. Raises Denied for anybody but the person, and Missing."""
    if by.role is not Role.CUSTOMER:
        raise Denied()
    view = read_view(by.id, by, views)
    now, county = stamp(clock.now()), view.person.county
    told = fates(view, clock.today())
    request_id = new_id("rq", county, clock)
    event = DataRequestMade(county=county, customer_id=by.id, request_id=request_id, kind="erasure")
    row = asked(by.id, request_id, RequestKind.ERASURE, now, told)
    writes = [added(row, outbox([event], clock))]
    gone = [fate.category for fate in told if fate.outcome is Became.ERASED]
    for each in (by.id, *view.merged):  # all the ids of one person
        if _SHOPS in gone:
            writes += shops(each, views.persons.get(each).id_no)
        if PART in gone:
            writes += payouts.blanked(each, now[:10])
        writes += _erased(each, gone, views, now)
    return Outcome({"request_id": request_id, "categories": [_shown(f) for f in told]}, writes)


def _erased(person_id: str, gone: list[str], views: Views, now: str) -> list[Write]:
    rows = views.rows(person_id)
    writes = [write for category in gone for write in blanked(category, rows, views, now)]
    if "identity" in gone:
        writes += views.persons.forget(rows.profile)
    return writes


def _shown(fate: Fate) -> dict[str, str | None]:
    until = fate.until.isoformat() if fate.until else None
    return {
        "category": fate.category,
        "outcome": fate.outcome.value,
        "until": until,
        "law": fate.law,
    }
