"""Change what a partner is called and may do: everything is told anew."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.enrol_partner import check_reach
from nongxin.partners.events import PartnerChanged
from nongxin.partners.partner import Reach
from nongxin.partners.ports import EnrolParts


@value
class ChangePartner:
    partner_id: str
    name: str
    reach: Reach


def change_partner(command: ChangePartner, by: Principal, parts: EnrolParts) -> Outcome:
    """Holds for the next message, in and out. Raises Missing, CountyNotServed, AddressRefused."""
    partner = parts.reached(command.partner_id, by)
    check_reach(command.reach, by, parts)
    after = partner.changed(command.name, command.reach)
    told = PartnerChanged(
        county=after.county, partner_id=after.id, by=by.id, counties=after.reach.counties
    )
    return Outcome(
        {"partner_id": after.id}, [parts.partners.save(after, outbox([told], parts.clock))]
    )
