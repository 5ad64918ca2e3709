"""Routes for payout files (财政发放明细): a page at a time, the sums, and what is nobody's."""

from __future__ import annotations

from typing import Any

from api_customers import care_contracts as c
from api_customers.door import APPROVERS, app
from nongxin.customers.person import OutOfTerritory
from nongxin.customers.subsidies.load_payouts import LoadPayouts, load_payouts
from nongxin.customers.subsidies.read_payouts import read_file, read_unmatched
from nongxin.kernel.errors import BadPage, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import masked, masked_name
from nongxin.parts import parts

LOADERS = (Role.OFFICER, Role.COUNTY_APPROVER)
READERS = (Role.OFFICER, *APPROVERS, Role.AUDITOR)


@app.post("/payouts", body=c.PageBody, returns=c.PageDone, roles=LOADERS, errors=(OutOfTerritory,),
          summary="Load a page of a payout file; the same payment counts once")  # fmt: skip
def load(call: Call, body: c.PageBody) -> Any:
    call.key  # noqa: B018 - raises KeyNeeded; the payments themselves are the keys
    lines = [line.to_line() for line in body.lines]
    command = LoadPayouts(body.county, body.file, body.first_line, lines)
    told = load_payouts(command, call.person, parts().loading_payouts)
    return c.PageDone(lines=told.lines, matched=told.matched, unmatched=told.unmatched)


@app.get("/payouts/{county}/{file}", returns=c.FileView, roles=READERS, errors=(Missing,),
         summary="What was loaded of a payout file")  # fmt: skip
def loaded(call: Call, county: str, file: str) -> Any:
    told = read_file(county, file, call.person, parts().subsidy_histories)
    return c.FileView(
        lines=told.lines,
        matched=told.matched,
        unmatched=told.lines - told.matched,
        amount_fen=told.amount_fen,
    )


@app.get("/payouts/{county}/{file}/unmatched", returns=c.UnmatchedList, roles=READERS,
         query=PAGING, errors=(Missing, BadPage),
         summary="Lines that are nobody's, and why")  # fmt: skip
def unmatched(call: Call, county: str, file: str) -> Any:
    told, after = read_unmatched(
        county, file, call.person, parts().subsidy_histories, call.limit, call.after
    )
    return c.UnmatchedList(
        unmatched=[
            c.UnmatchedView(
                line=number,
                why=why,
                item=line.item,
                batch=line.batch,
                paid_on=line.paid_on,
                name=masked_name(line.name),
                id_no=masked(line.id_no, 6, 4),
                amount_fen=line.amount_fen,
            )
            for number, why, line in told
        ],
        cursor=cursor(after),
    )
