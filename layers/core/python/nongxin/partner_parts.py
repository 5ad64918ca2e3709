"""The parts of partners: platforms that send us webhooks and are sent ours."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.ground import Ground

if TYPE_CHECKING:
    from nongxin.partners.partner_store import Partners
    from nongxin.partners.ports import EnrolParts


class PartnerParts(Ground):
    @cached_property
    def partners(self) -> Partners:
        from nongxin.partners.partner_store import Partners

        return Partners(self.storage, self.vault)

    @cached_property
    def enrolling_partners(self) -> EnrolParts:
        from nongxin.partners.ports import EnrolParts

        loopback = self.settings.callbacks_on_loopback == "yes"
        return EnrolParts(self.partners, self.directory, self.clock, loopback)
