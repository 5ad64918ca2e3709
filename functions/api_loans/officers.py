"""Routes of officers: what waits for them, and their opinion on it."""

from __future__ import annotations

from typing import Any

from api_loans.contracts import ApplicationList, OpinionBody, OpinionGivenView
from api_loans.door import APPROVERS, STAFF_READERS, app
from api_loans.views import application_view
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.lending.applications.referral import FourEyes, ProposalChanged, ReferralAnswered
from nongxin.lending.approval.give_opinion import GiveOpinion, give_opinion
from nongxin.parts import parts

COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "Else the officer's own")


@app.get("/referrals", returns=ApplicationList, roles=STAFF_READERS, query=(*PAGING, COUNTY),
         errors=(Missing,),
         summary="Applications that wait for officers of a county, oldest first")  # fmt: skip
def referrals(call: Call) -> Any:
    p, person = parts(), call.person
    county = call.query.get("county", person.county)
    if not person.serves(county):
        raise Missing()
    page = p.applications.waiting(county, call.limit, call.after)
    found = [p.applications.get(item["pk"]["S"].rpartition("#")[2]) for item in page.items]
    views = [application_view(p.applications.opened(a), person, p.dossiers) for a in found]
    return ApplicationList(applications=views, cursor=cursor(page.last_key))


@app.post("/applications/{application_id}/opinions", body=OpinionBody, returns=OpinionGivenView,
          status=201, roles=APPROVERS, summary="An officer's opinion on a referred application",
          errors=(FourEyes, ReferralAnswered, ProposalChanged))  # fmt: skip
def opine(call: Call, body: OpinionBody, application_id: str) -> Any:
    p, person = parts(), call.person
    command = GiveOpinion(application_id, body.approves, body.note, body.proposal_number)
    done = p.perform_in("lending", call.key, lambda: give_opinion(command, person, p.desk))
    return OpinionGivenView(**done.answer), done.replayed
