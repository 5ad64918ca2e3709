"""Which application, and so which loan, came through which partner: written with it."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

_SK = "PARTNER"


class LinkRecord(Record):
    context = "partners"

    partner_id = UnicodeAttribute()
    reference = UnicodeAttribute()


@value
class Link:
    """`reference` is the partner's own word for it: an order's number, an application's."""

    partner_id: str
    reference: str


class Links:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add(self, application_id: str, link: Link) -> Write:
        record = LinkRecord(_pk(application_id), _SK)
        record.partner_id, record.reference = link.partner_id, link.reference
        return create(record)

    def find(self, about: str) -> Link | None:
        """`about`: the application or its loan. None for one that came to us by itself, which is
        certain: what a partner is not told of an event it is never told.
        """
        found = self._storage.get(LinkRecord, _pk(about), _SK, consistent=True)
        return None if found is None else Link(str(found.partner_id), str(found.reference))


def _pk(about: str) -> str:
    """One row for the application and its loan: their ids differ in the kind alone."""
    return f"{county_of(about)}#LK#{about[2:]}"
