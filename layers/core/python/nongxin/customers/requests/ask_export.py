"""A person asks for a copy of their data (个人信息保护法 art. 45) and gets it with the answer."""

from __future__ import annotations

from nongxin.customers.events import DataRequestMade
from nongxin.customers.requests.data_request import RequestKind
from nongxin.customers.requests.request_store import added, asked
from nongxin.customers.view.view_store import Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Denied
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import new_id


def ask_export(by: Principal, views: Views, clock: Clock) -> Outcome:
    """Answers the request's id: the data itself is read when it is told. Raises Denied, Missing."""
    if by.role is not Role.CUSTOMER:
        raise Denied()
    record = views.rows(by.id).profile
    request_id = new_id("rq", record.county, clock)
    told = DataRequestMade(
        county=record.county, customer_id=by.id, request_id=request_id, kind="export"
    )
    row = asked(by.id, request_id, RequestKind.EXPORT, stamp(clock.now()))
    return Outcome({"request_id": request_id}, [added(row, outbox([told], clock))])
