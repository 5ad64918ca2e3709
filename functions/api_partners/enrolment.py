"""Routes for ops: enrol a partner, change it, suspend it, make its secrets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from api_partners.contracts import (
    ChangeBody,
    EnrolBody,
    EnrolledView,
    PartnerList,
    PartnerView,
    ReachBody,
    SecretBody,
    SecretRow,
    SecretView,
    StatusBody,
    StatusView,
)
from api_partners.door import OPS, READERS, app
from nongxin.kernel.clock import stamp
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.contract import PAGING
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord
from nongxin.partners.address import AddressRefused
from nongxin.partners.change_partner import ChangePartner, change_partner
from nongxin.partners.enrol_partner import CreditCodeWrong, EnrolPartner, enrol_partner
from nongxin.partners.partner import (
    CallbackNotAllowed,
    Company,
    Direction,
    Partner,
    PartnerStatusSame,
    Reach,
    SecretKnown,
    Status,
    TooManySecrets,
)
from nongxin.partners.rotate_secret import RotateSecret, rotate_secret
from nongxin.partners.signature import SecretInvalid
from nongxin.partners.turn_partner import TurnPartner, turn_partner
from nongxin.parts import parts

_REACH = (CountyNotServed, AddressRefused, CallbackNotAllowed)


@app.post("/", body=EnrolBody, returns=EnrolledView, status=201, roles=OPS,
          errors=(*_REACH, CreditCodeWrong, Taken),
          summary="Enrol a platform; its secrets are made afterwards")  # fmt: skip
def enrol(call: Call, body: EnrolBody) -> Any:
    p, company = parts(), Company(body.legal_name, body.credit_code)
    command = EnrolPartner(body.name, company, _reach(body))
    done = p.perform_in(
        "partners", call.key, lambda: enrol_partner(command, call.person, p.enrolling_partners)
    )
    return EnrolledView(**done.answer), done.replayed


@app.get("/", returns=PartnerList, roles=READERS, query=PAGING,
         summary="The partners at home in the counties that one serves")  # fmt: skip
def listed(call: Call) -> Any:
    p = parts()
    ids = [each for each in p.partners.ids() if call.person.serves(county_of(each))]
    page, cursor = call.page_of(ids)
    return PartnerList(partners=[_view(p.partners.get(each)) for each in page], cursor=cursor)


@app.get("/{partner_id}", returns=PartnerView, roles=READERS, errors=(Missing,),
         summary="A partner as enrolled; of its secrets only how long they count")  # fmt: skip
def card(call: Call, partner_id: str) -> Any:
    return _view(parts().enrolling_partners.reached(partner_id, call.person))


@app.put("/{partner_id}", body=ChangeBody, returns=EnrolledView, roles=OPS,
         errors=(Missing, *_REACH),
         summary="Tell a partner's name, counties, kinds, addresses and key anew")  # fmt: skip
def change(call: Call, body: ChangeBody, partner_id: str) -> Any:
    p, command = parts(), ChangePartner(partner_id, body.name, _reach(body))
    done = p.perform_in(
        "partners", call.key, lambda: change_partner(command, call.person, p.enrolling_partners)
    )
    return EnrolledView(**done.answer), done.replayed


@app.post("/{partner_id}/status", body=StatusBody, returns=StatusView, roles=OPS,
          errors=(Missing, PartnerStatusSame),
          summary="Suspend a partner, or go on with it")  # fmt: skip
def turn(call: Call, body: StatusBody, partner_id: str) -> Any:
    p, command = parts(), TurnPartner(partner_id, Status(body.status), body.reason)
    done = p.perform_in(
        "partners", call.key, lambda: turn_partner(command, call.person, p.enrolling_partners)
    )
    return StatusView(**done.answer), done.replayed


@app.post("/{partner_id}/secrets", body=SecretBody, returns=SecretView, status=201, roles=OPS,
          changes=False, errors=(Missing, SecretInvalid, SecretKnown, TooManySecrets, StaleRecord),
          summary="Make a partner's next secret for one direction; it is shown once")  # fmt: skip
def rotate(call: Call, body: SecretBody, partner_id: str) -> Any:
    direction = Direction(body.direction)
    command = RotateSecret(partner_id, direction, body.overlap_h, body.given)
    made = rotate_secret(command, call.person, parts().enrolling_partners)
    return SecretView(secret=made.secret, others_until=made.others_until)


def _reach(body: ReachBody) -> Reach:
    return Reach(
        counties=tuple(dict.fromkeys(body.counties)),
        kinds_in=tuple(dict.fromkeys(body.kinds_in)),
        kinds_out=tuple(dict.fromkeys(body.kinds_out)),
        callbacks=tuple(dict.fromkeys(body.callbacks)),
        callback=body.callback,
        api_key_id=body.api_key_id,
    )


def _view(partner: Partner) -> PartnerView:
    reach, now = partner.reach, parts().clock.now()
    return PartnerView(
        partner_id=partner.id,
        name=partner.name,
        legal_name=partner.company.name,
        credit_code=partner.company.credit_code,
        counties=list(reach.counties),
        kinds_in=list(reach.kinds_in),
        kinds_out=list(reach.kinds_out),
        callbacks=list(reach.callbacks),
        callback=reach.callback,
        api_key_id=reach.api_key_id,
        status=partner.status.value,
        reason=partner.reason,
        secrets=[
            SecretRow(direction=s.direction.value, good_until=_until(s.until))
            for s in partner.secrets
            if s.is_good(now)
        ],
    )


def _until(second: int) -> str:
    return stamp(datetime.fromtimestamp(second, UTC)) if second else ""
