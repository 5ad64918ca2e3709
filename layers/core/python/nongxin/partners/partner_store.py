"""Partners as items: one each in its home county, its secrets sealed, and a list of all of them."""

from __future__ import annotations

import json

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.counties import DIRECTORY, CountyNotServed
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Storage
from nongxin.partners.partner import (
    KIND_OF_ID,
    Company,
    Direction,
    Partner,
    Reach,
    Secret,
    Status,
)

_SK = "PARTNER"
_ALL = "PARTNERS"


class PartnerRecord(Record):
    context = "partners"

    name = UnicodeAttribute()
    company = UnicodeAttribute()
    credit_code = UnicodeAttribute()
    reach = UnicodeAttribute()
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    secrets = UnicodeAttribute(null=True)


class ListedRecord(Record):
    """A line of the list of all partners, province-wide; `sk` is the id."""

    context = DIRECTORY


class Partners:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self.storage = storage
        self._vault = vault

    def get(self, partner_id: str) -> Partner:
        """Strongly consistent: what ops changed holds at once. Raises Missing."""
        found = self.storage.get(PartnerRecord, _pk(partner_id), _SK, consistent=True)
        if found is None:
            raise Missing()
        return self._partner(found)

    def find(self, partner_id: str) -> Partner | None:
        """None for what is no id of a partner."""
        try:
            return self.get(partner_id)
        except (Missing, CountyNotServed):
            return None

    def ids(self) -> list[str]:
        """Of all partners (a few dozen), by county and age."""
        return [str(r.sk) for r in self.storage.query(ListedRecord, _ALL)]

    def add(self, partner: Partner, events: str) -> list[Write]:
        return [create(self._record(partner, events)), put(ListedRecord(_ALL, partner.id))]

    def save(self, partner: Partner, events: str) -> Write:
        return replace(self._record(partner, events))

    def _record(self, partner: Partner, events: str) -> PartnerRecord:
        record = PartnerRecord(_pk(partner.id), _SK, version=partner.version)
        record.name, record.company = partner.name, partner.company.name
        record.credit_code = partner.company.credit_code
        record.reach = _reach_text(partner.reach)
        record.status, record.reason = partner.status.value, partner.reason or None
        if partner.secrets:
            clear = json.dumps([[s.direction.value, s.text, s.until] for s in partner.secrets])
            record.secrets = self._vault.seal(clear, partner.county, _place(partner.id))
        record.events = events
        return record

    def _partner(self, record: PartnerRecord) -> Partner:
        partner_id = str(record.pk).rpartition("#")[2]
        sealed = str(record.secrets or "")
        clear = self._vault.open(sealed, record.county, _place(partner_id)) if sealed else "[]"
        return Partner(
            id=partner_id,
            name=str(record.name),
            company=Company(str(record.company), str(record.credit_code)),
            reach=_reach(str(record.reach)),
            status=Status(str(record.status)),
            reason=str(record.reason or ""),
            secrets=tuple(
                Secret(Direction(d), text, until) for d, text, until in json.loads(clear)
            ),
            version=int(record.version),
        )


def _pk(partner_id: str) -> str:
    return f"{county_of(partner_id, KIND_OF_ID)}#PT#{partner_id}"


def _place(partner_id: str) -> str:
    return f"partners/{_pk(partner_id)}/{_SK}/secrets"


def _reach_text(reach: Reach) -> str:
    told = {
        "counties": reach.counties,
        "kinds_in": reach.kinds_in,
        "kinds_out": reach.kinds_out,
        "callbacks": reach.callbacks,
        "callback": reach.callback,
        "api_key_id": reach.api_key_id,
    }
    return json.dumps(told)


def _reach(text: str) -> Reach:
    told = json.loads(text)
    return Reach(
        counties=tuple(told["counties"]),
        kinds_in=tuple(told["kinds_in"]),
        kinds_out=tuple(told["kinds_out"]),
        callbacks=tuple(told["callbacks"]),
        callback=told["callback"],
        api_key_id=told["api_key_id"],
    )
