"""Routes of wishes for a loan that were left at a station: the officers' list, and one's own."""

from __future__ import annotations

from typing import Any

from api_loans.door import CUSTOMER, app
from api_loans.intake_contracts import IntakeEndBody, IntakeEndedView, IntakeList, IntakeView
from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.kernel.identity import Role
from nongxin.lending.intakes.end_intake import EndIntake, end_intake
from nongxin.lending.intakes.intake import WAITING, Intake, IntakeOver
from nongxin.parts import parts

OFFICERS = (Role.OFFICER, Role.COUNTY_APPROVER)
COUNTY = Query("county", {"type": "string", "pattern": "^[0-9]{6}$"}, "Else the officer's own")


@app.get("/intakes", returns=IntakeList, roles=(*CUSTOMER, *OFFICERS), query=(*PAGING, COUNTY),
         errors=(Missing,),
         summary="Wishes left at stations: those that wait in a county, or one's own")  # fmt: skip
def listed(call: Call) -> Any:
    intakes, person = parts().intaking.intakes, call.person
    if person.role is Role.CUSTOMER:
        own = intakes.of_person(person.id)
        return IntakeList(intakes=[_view(each) for each in own], cursor=None)
    county = call.query.get("county", person.county)
    if not person.serves(county):
        raise Missing()
    page = intakes.waiting(county, call.limit, call.after)
    found = [each for item in page.items if (each := intakes.of_key(item))]
    waiting = [_view(each) for each in found if each.status == WAITING]
    return IntakeList(intakes=waiting, cursor=cursor(page.last_key))


@app.post("/intakes/{customer_id}/{product}/ending", body=IntakeEndBody, returns=IntakeEndedView,
          roles=OFFICERS, errors=(Missing, IntakeOver),
          summary="Say what came of a wish for a loan")  # fmt: skip
def end(call: Call, body: IntakeEndBody, customer_id: str, product: str) -> Any:
    p, person = parts(), call.person
    command = EndIntake(customer_id, product, body.status, body.note)
    done = p.perform_in(
        "lending", call.key, lambda: end_intake(command, person, p.intaking.intakes)
    )
    return IntakeEndedView(**done.answer), done.replayed


def _view(of: Intake) -> IntakeView:
    return IntakeView(
        customer_id=of.person_id,
        product=of.product,
        amount_fen=of.amount_fen,
        purpose=of.purpose,
        phone=of.phone,
        village=of.village,
        consent_sha256=of.consent_sha256,
        station_id=of.station_id,
        taken_by=of.taken_by,
        at=stamp(of.at),
        status=of.status,
    )
