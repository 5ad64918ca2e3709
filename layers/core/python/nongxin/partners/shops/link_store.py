"""Consents to platforms as items beside each other: a person's links are one query."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.partners.shops.link import Link
from nongxin.partners.shops.merchant import MerchantKey

_LINK = "LINK#"


class LinkRecord(Record):
    """`home` is the county where the merchant's books lie."""

    context = "partners"

    home = UnicodeAttribute()
    text = UnicodeAttribute()
    given_at = UnicodeAttribute()
    taken_back_at = UnicodeAttribute(null=True)


class Links:
    """Read strongly consistent: what was taken back a moment ago is no consent any more."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_person(self, person_id: str) -> list[Link]:
        found = self._storage.query(LinkRecord, _pk(person_id), _LINK, consistent=True)
        return [_link(record) for record in found]

    def find(self, person_id: str, partner: str, merchant: str) -> Link | None:
        name = f"{_LINK}{partner}#{merchant}"
        found = self._storage.get(LinkRecord, _pk(person_id), name, consistent=True)
        return _link(found) if found else None

    def save(self, link: Link) -> Write:
        name = f"{_LINK}{link.key.partner}#{link.key.merchant}"
        record = LinkRecord(_pk(link.person_id), name, version=link.version)
        record.home, record.text = link.key.county, link.text
        record.given_at = stamp(link.given_at)
        record.taken_back_at = stamp(link.taken_back_at) if link.taken_back_at else None
        return replace(record) if link.version else create(record)


def _link(record: LinkRecord) -> Link:
    _, partner, merchant = str(record.sk).split("#")
    back = str(record.taken_back_at) if record.taken_back_at else None
    return Link(
        person_id=str(record.pk).rpartition("#")[2],
        key=MerchantKey(str(record.home), partner, merchant),
        text=str(record.text),
        given_at=parse_stamp(str(record.given_at)),
        taken_back_at=parse_stamp(back) if back else None,
        version=int(record.version),
    )


def _pk(person_id: str) -> str:
    return f"{county_of(person_id, 'pn')}#P#{person_id}"
