"""Routes of officers: whom they may tell of a limit (批量授信名单)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api_loans.contracts import PreapprovalList, PreapprovalView
from api_loans.door import STAFF_READERS, app
from api_loans.officers import COUNTY
from nongxin.catalog.rules import PRODUCTS
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.lending.preapprovals.preapproval import Listed
from nongxin.parts import parts

PRODUCT = Query("product", {"type": "string", "enum": list(PRODUCTS)}, "Else YND")
VILLAGE = Query("village", {"type": "string", "pattern": "^[0-9]{12}$"}, "One village alone")


@app.get("/preapprovals", returns=PreapprovalList, roles=STAFF_READERS,
         query=(*PAGING, COUNTY, PRODUCT, VILLAGE), errors=(Missing,),
         summary="Pre-approved limits of a county; an application decides anew")  # fmt: skip
def preapprovals(call: Call) -> Any:
    p, person = parts(), call.person
    village = call.query.get("village", "")
    county = call.query.get("county", village[:6] or person.county)
    product = call.query.get("product", "YND")
    if not person.serves(county) or (village and village[:6] != county) or product not in PRODUCTS:
        raise Missing()
    today = p.clock.today()
    standing = p.preapprovals.standing(county, today)
    page = p.preapprovals.page((county, product, village), call.limit, call.after)
    shown = [_view(each) for each in p.preapprovals.read(page, standing, today)]
    return PreapprovalList(
        county=county,
        product=product,
        list_from=standing.list_from or None,
        preapprovals=shown,
        cursor=cursor(page.last_key),
    )


def _view(listed: Listed) -> PreapprovalView:
    told = asdict(listed) | {
        "rate_annual": str(listed.rate_annual),
        "decided_on": listed.decided_on.isoformat(),
        "valid_until": listed.valid_until.isoformat(),
    }
    return PreapprovalView(**told)
