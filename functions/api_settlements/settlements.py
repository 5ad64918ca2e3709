"""Routes of day end: what differed, where its money goes, what partners and stations were paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from api_settlements.contracts import (
    CommissionList,
    CommissionView,
    DifferenceList,
    DifferenceStateView,
    DifferenceView,
    NamedBody,
    PartnerDayList,
    PartnerDayView,
    TargetBody,
    TargetDecisionBody,
)
from api_settlements.door import ASKERS, COUNTY, DECIDERS, MONTH, ON, READERS, app
from nongxin.kernel.errors import BadPage, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.parts import parts
from nongxin.payments.day_end.ask_target import NoStation, ask_target
from nongxin.payments.day_end.decide_target import decide_target
from nongxin.payments.day_end.difference import (
    Difference,
    DifferenceElsewhere,
    DifferenceFourEyes,
    InSuspenseRegister,
)
from nongxin.payments.day_end.partner_day import PartnerDay


@app.get("/differences", returns=DifferenceList, roles=READERS, query=(COUNTY, *PAGING),
         errors=(Missing,), summary="A county's differences that are not settled")  # fmt: skip
def list_differences(call: Call) -> Any:
    county, days = _county(call), parts().payment_days
    page = days.unsettled(county, call.limit, call.after)
    found = [days.of_key(item) for item in page.items]
    return DifferenceList(differences=[_view(e) for e in found], cursor=cursor(page.last_key))


@app.get("/differences/days", returns=DifferenceList, roles=READERS, query=(COUNTY, ON),
         errors=(Missing,), summary="All differences of a day, settled ones too")  # fmt: skip
def days_differences(call: Call) -> Any:
    found = parts().payment_days.differences(_county(call), _day(call))
    return DifferenceList(differences=[_view(each) for each in found], cursor=None)


@app.post("/differences/targets", body=TargetBody, returns=DifferenceStateView, roles=ASKERS,
          errors=(Missing, DifferenceElsewhere, InSuspenseRegister, NoStation),
          summary="Say where the money of a difference goes")  # fmt: skip
def ask(call: Call, body: TargetBody) -> Any:
    p, person = parts(), call.person
    done = p.perform_in(
        "payments",
        call.key,
        lambda: ask_target(_named(call, body), body.target, person, p.payment_days),
    )
    return DifferenceStateView(**done.answer), done.replayed


@app.post("/differences/decisions", body=TargetDecisionBody, returns=DifferenceStateView,
          roles=DECIDERS, errors=(Missing, DifferenceElsewhere, DifferenceFourEyes,
                                  InsufficientFunds, AccountNotOpen),
          summary="Agree (its money moves, once) or not")  # fmt: skip
def decide(call: Call, body: TargetDecisionBody) -> Any:
    p, person, key = parts(), call.person, call.key
    done = p.post_money(
        key,
        lambda: decide_target(_named(call, body), person, key, p.ending_days, agrees=body.agrees),
    )
    return DifferenceStateView(**done.answer), done.replayed


@app.get("/partners", returns=PartnerDayList, roles=READERS, query=(COUNTY, ON),
         errors=(Missing,), summary="What partners' files of a day came to")  # fmt: skip
def list_partners(call: Call) -> Any:
    county, on = _county(call), _day(call)
    days = parts().payment_days.partner_days(county, on)
    return PartnerDayList(
        county=county, on=on.isoformat(), partners=[_partner_view(each) for each in days]
    )


@app.get("/commissions", returns=CommissionList, roles=READERS, query=(COUNTY, MONTH),
         errors=(Missing,), summary="What a county's stations were paid for a month")  # fmt: skip
def list_commissions(call: Call) -> Any:
    county, month = _county(call), call.query.get("month", "")
    found = parts().payment_days.commissions(county, month)
    stations = [
        CommissionView(
            station_id=str(each.sk), payments=int(each.payments), amount_fen=int(each.amount_fen)
        )
        for each in found
    ]
    return CommissionList(county=county, month=month, stations=stations)


def _county(call: Call) -> str:
    county = call.query.get("county", "")
    if not call.person.serves(county):
        raise Missing()
    return county


def _day(call: Call) -> date:
    try:
        return date.fromisoformat(call.query.get("on", ""))
    except ValueError:
        raise BadPage() from None


def _named(call: Call, body: NamedBody) -> Difference:
    if not call.person.serves(body.county):
        raise Missing()
    return parts().payment_days.difference(body.county, body.on, body.against, body.number)


def _view(of: Difference) -> DifferenceView:
    return DifferenceView(
        on=of.on.isoformat(),
        against=of.against,
        number=of.number,
        service=of.service,
        kind=of.kind.value,
        side=of.side,
        ours_fen=of.ours_fen,
        theirs_fen=of.theirs_fen,
        long_fen=of.long_fen,
        booked=of.booked,
        in_register=of.item,
        station_id=of.station_id,
        status=of.status.value,
        target=of.target,
        asked_by=of.asked_by,
    )


def _partner_view(day: PartnerDay) -> PartnerDayView:
    return PartnerDayView(
        partner=day.partner,
        lines=day.lines,
        differences=day.differences,
        owed_t0_fen=day.owed_fen("T0"),
        owed_t1_fen=day.owed_fen("T1"),
        due_t1_on=day.due_on("T1").isoformat(),
        settled=list(day.settled),
    )
