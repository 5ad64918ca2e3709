"""What the use cases of partners are given."""

from __future__ import annotations

from nongxin.kernel.clock import Clock
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.partner import Partner
from nongxin.partners.partner_store import Partners


@value
class EnrolParts:
    """`loopback`: partners may be called back on this machine (local stage)."""

    partners: Partners
    directory: Directory
    clock: Clock
    loopback: bool = False

    def reached(self, partner_id: str, by: Principal) -> Partner:
        """A partner whose home the caller serves. Raises Missing."""
        partner = self.partners.get(partner_id)
        if not by.serves(partner.county):
            raise Missing()
        return partner
