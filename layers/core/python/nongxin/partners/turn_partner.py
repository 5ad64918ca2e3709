"""Suspend a partner, or go on with it: suspended, it is neither heard nor told anything."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.events import PartnerTurned
from nongxin.partners.partner import Status
from nongxin.partners.ports import EnrolParts


@value
class TurnPartner:
    partner_id: str
    status: Status
    reason: str


def turn_partner(command: TurnPartner, by: Principal, parts: EnrolParts) -> Outcome:
    """Raises Missing, PartnerStatusSame."""
    partner = parts.reached(command.partner_id, by).turned(command.status, command.reason)
    status = partner.status.value
    told = PartnerTurned(county=partner.county, partner_id=partner.id, by=by.id, status=status)
    answer = {"partner_id": partner.id, "status": status}
    return Outcome(answer, [parts.partners.save(partner, outbox([told], parts.clock))])
