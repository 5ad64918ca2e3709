"""Platforms' accounts as items, each beside its platform."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value
from nongxin.partners.shops.settlement import Settlement

_SK = "ACCOUNT"


class SettlementRecord(Record):
    context = "partners"

    account = UnicodeAttribute(null=True)
    asked = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)


@value
class Settlements:
    storage: Storage

    def get(self, partner_id: str) -> Settlement:
        """Strongly consistent; of a platform without one the fields are empty."""
        found = self.storage.get(SettlementRecord, _pk(partner_id), _SK, consistent=True)
        if found is None:
            return Settlement(partner_id)
        return Settlement(
            partner=partner_id,
            account=str(found.account or ""),
            asked=str(found.asked or ""),
            asked_by=str(found.asked_by or ""),
            version=int(found.version),
        )

    def save(self, settlement: Settlement, events: str | None = None) -> Write:
        record = SettlementRecord(_pk(settlement.partner), _SK, version=settlement.version)
        record.account = settlement.account or None
        record.asked = settlement.asked or None
        record.asked_by = settlement.asked_by or None
        record.events = events
        return replace(record) if settlement.version else create(record)


def _pk(partner_id: str) -> str:
    return f"{county_of(partner_id)}#PT#{partner_id}"
