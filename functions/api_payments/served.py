"""Route of those who run a station, and of staff: what was done there on a day, and who served."""

from __future__ import annotations

from datetime import date
from typing import Any

from api_payments.contracts import ServedList, ServedView
from api_payments.door import app
from nongxin.kernel.errors import BadPage, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.parts import parts
from nongxin.payments.day_end.read_served import numbers_on, read_served

READERS = (Role.OPERATOR, Role.CUSTOMER, Role.OFFICER, Role.COUNTY_APPROVER, Role.AUDITOR)
ON = Query("on", {"type": "string", "format": "date"}, "the terminals' date", required=True)


@app.get("/station-days/{station_id}", returns=ServedList, roles=READERS, query=(ON, *PAGING),
         errors=(Missing, BadPage),
         summary="A station's payments of a day, and who served at each")  # fmt: skip
def served(call: Call, station_id: str) -> Any:
    p = parts()
    station = p.station_parts.reached(station_id, call.person)
    terminals = [each.id for each in p.terminals.of_station(station)]
    lines = numbers_on(terminals, _day(call), p.ending_days)
    page, cursor = call.page_of(list(lines))
    found = [read_served(each, lines[each], p.ending_days) for each in page]
    views = [
        ServedView(
            terminal_id=each.terminal_id,
            number=each.number,
            service=each.service,
            amount_fen=each.amount_fen,
            operator_id=each.operator_id,
        )
        for each in found
    ]
    return ServedList(payments=views, cursor=cursor)


def _day(call: Call) -> date:
    try:
        return date.fromisoformat(call.query.get("on", ""))
    except ValueError:
        raise BadPage() from None
