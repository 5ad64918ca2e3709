"""Routes of events that partners send, and of what was refused among them."""

from __future__ import annotations

from typing import Any

from api_partners.door import AUDITORS, READERS, app, signer
from api_partners.inbound_contracts import (
    EventBody,
    KeptView,
    ReceivedView,
    RefusalList,
    RefusalView,
)
from nongxin.audit.purpose import Purpose
from nongxin.audit.record_reading import record_reading
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.http.problem import InvalidBody
from nongxin.partners import problems
from nongxin.partners.inbound.inbox_store import Source
from nongxin.partners.inbound.receive_event import ReceiveEvent, receive_event
from nongxin.partners.partner import PartnerSuspended
from nongxin.parts import parts


@app.post("/{partner_id}/events", body=EventBody, returns=ReceivedView, status=202, signed=True,
          errors=(InvalidBody, problems.KindUnknown, problems.KindNotAgreed,
                  problems.CountyNotAgreed, problems.EventTimeWrong, problems.PayoutUneven,
                  problems.EventIdReused,
                  PartnerSuspended),
          summary="Take an event: it is kept, and worked later")  # fmt: skip
def receive(call: Call, body: EventBody, partner_id: str) -> Any:
    p, event_id = parts(), call.headers["webhook-id"]
    command = ReceiveEvent(signer(call), event_id, call.raw)
    return ReceivedView(event_id=event_id), receive_event(command, p.inbox, p.clock)


@app.get("/{partner_id}/events/{event_id}", returns=KeptView, roles=AUDITORS, errors=(Missing,),
         summary="An event as it came, for three years; the look goes on record")  # fmt: skip
def kept(call: Call, partner_id: str, event_id: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    found = p.inbox.kept(Source(partner.id, partner.county, event_id))
    record_reading(partner.id, f"event {event_id}", Purpose.AUDIT, call.person, p.auditing)
    return KeptView(
        event_id=event_id,
        kind=found.kind,
        received_at=found.received_at,
        body=found.body.decode(),
    )


@app.get("/{partner_id}/refusals", returns=RefusalList, roles=READERS, query=PAGING,
         errors=(Missing,), summary="Events that nothing came of, newest first")  # fmt: skip
def refusals(call: Call, partner_id: str) -> Any:
    p = parts()
    partner = p.enrolling_partners.reached(partner_id, call.person)
    found, last = p.inbox.refusals(partner.county, partner.id, call.limit, call.after)
    views = [
        RefusalView(
            at=str(row.sk).partition("#")[0],
            event_id=str(row.event_id or ""),
            kind=str(row.kind or ""),
            code=str(row.code),
            zh=str(row.zh),
            en=str(row.en),
        )
        for row in found
    ]
    return RefusalList(refusals=views, cursor=cursor(last))
