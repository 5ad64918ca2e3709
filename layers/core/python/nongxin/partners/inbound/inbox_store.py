"""Events as they came, sealed, and those that were refused: the list that ops read.

An event is kept for three years (电子商务法 art. 31: transaction data at least that long); its row
is also what makes its id good once, far beyond the 35 days that replays are to be known for.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from nongxin.kernel.clock import stamp
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, put
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value
from nongxin.partners.problems import EventIdReused

_KEPT = timedelta(days=3 * 366)
_REFUSALS_KEPT = timedelta(days=400)
_SK = "EVENT"


class InboxRecord(Record):
    """`body` is the raw body, compressed and sealed; `digest` knows a repeat by its content."""

    context = "partners"

    kind = UnicodeAttribute()
    digest = UnicodeAttribute()
    body = BinaryAttribute(legacy_encoding=False)
    received_at = UnicodeAttribute()


class RefusedRecord(Record):
    context = "partners"

    event_id = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    code = UnicodeAttribute()
    zh = UnicodeAttribute()
    en = UnicodeAttribute()


@value
class Received:
    """An event as it came from a partner, whose home county keeps it."""

    partner: str
    county: str
    id: str
    kind: str
    body: bytes
    at: datetime


@value
class Refused:
    """Why nothing came of an event. `event_id` is empty where nobody had signed it."""

    partner: str
    county: str
    event_id: str
    kind: str
    code: str
    zh: str
    en: str
    at: datetime


class AlreadyReceived(Exception):
    """The very same event came before."""


class Inbox:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self.storage = storage
        self._vault = vault

    def add(self, event: Received, events: str) -> Write:
        """Refused with AlreadyReceived, or with EventIdReused where the content is another."""
        record = InboxRecord(_pk(event.county, event.partner, event.id), _SK)
        record.kind, record.received_at = event.kind, stamp(event.at)
        record.digest, record.events = sha256(event.body).hexdigest(), events
        place = _place(record)
        record.body = self._vault.seal_bytes(zlib.compress(event.body, 6), event.county, place)
        record.expires_at = int((event.at + _KEPT).timestamp())
        return create(record, lambda standing: _repeat(standing, str(record.digest)))

    def body(self, county: str, partner: str, event_id: str) -> bytes | None:
        """The raw body as it was signed; None for an event that never came."""
        found = self.storage.get(InboxRecord, _pk(county, partner, event_id), _SK, consistent=True)
        if found is None:
            return None
        return zlib.decompress(self._vault.open_bytes(found.body, county, _place(found)))

    def refuse(self, refused: Refused) -> Write:
        """One row an event and reason; of what nobody signed one a minute and reason."""
        at = stamp(refused.at)
        name = f"{at}#{refused.event_id}" if refused.event_id else f"{at[:16]}#{refused.code}"
        record = RefusedRecord(_refusals(refused.county, refused.partner), name)
        record.event_id, record.kind = refused.event_id or None, refused.kind or None
        record.code, record.zh, record.en = refused.code, refused.zh, refused.en
        record.expires_at = int((refused.at + _REFUSALS_KEPT).timestamp())
        return put(record)

    def refusals(self, county: str, partner: str, limit: int, after: dict[str, Any] | None) -> Page:
        """Raw rows, newest first."""
        return self.storage.page(
            RefusedRecord, _refusals(county, partner), limit=limit, after=after, newest_first=True
        )


def _repeat(standing: dict[str, Any] | None, digest: str) -> Exception:
    same = standing is not None and standing["digest"]["S"] == digest
    return AlreadyReceived() if same else EventIdReused()


def _pk(county: str, partner: str, event_id: str) -> str:
    return f"{county}#PE#{partner}#{event_id}"


def _refusals(county: str, partner: str) -> str:
    return f"{county}#PR#{partner}"


def _place(record: InboxRecord) -> str:
    return f"partners/{record.pk}/{record.sk}/body"
