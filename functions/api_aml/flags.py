"""The report of a legal entity's day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from api_aml.contracts import FlagList, FlagView
from api_aml.door import READERS, app
from nongxin.aml.find_flags import Flag, FlagsAsked, find_flags
from nongxin.kernel.errors import Malformed, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.parts import parts

KINDS = ("large", "suspicious")
ENTITY = Query("entity", {"type": "string", "pattern": "^[0-9]{4}$"}, "Legal entity", True)
DATE = Query("date", {"type": "string", "format": "date"}, "Shaanxi's day", True)
KIND = Query("kind", {"type": "string", "enum": list(KINDS), "default": "large"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadReport(Malformed):
    code = "report-invalid"
    zh = "date 须为年-月-日，kind 须为接口文档所列之一"
    en = "`date` is YYYY-MM-DD and `kind` is large or suspicious"


@app.get("/flags", returns=FlagList, roles=READERS, query=(ENTITY, DATE, KIND, *PAGING),
         errors=(Missing, BadReport), summary="Flags of a legal entity's day")  # fmt: skip
def flags(call: Call) -> Any:
    kind = call.query.get("kind", KINDS[0])
    if kind not in KINDS:
        raise BadReport()
    day = _day(call.query.get("date", ""))
    asked = FlagsAsked(call.query.get("entity", ""), day, kind, call.limit, call.after)
    found, last_key = find_flags(asked, call.person, parts().flows)
    states = parts().reviews.states(flag.id for flag in found)
    views = [_view(flag, states[flag.id]) for flag in found]
    return FlagList(entity=asked.entity, date=day.isoformat(), flags=views, cursor=cursor(last_key))


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise BadReport()
        return date.fromisoformat(text)
    except ValueError:
        raise BadReport() from None


def _view(flag: Flag, state: str) -> FlagView:
    return FlagView(
        flag_id=flag.id,
        state=state,
        person_id=flag.person_id,
        rule=flag.rule,
        name=flag.name_zh,
        kind=flag.kind,
        amount_fen=flag.amount_fen,
        movements=flag.movements,
        raised_at=flag.raised_at,
        report_by=flag.report_by.isoformat() if flag.report_by else None,
    )
