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
from nongxin.kernel.errors import Missing, Problem
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create, put
from nongxin.kernel.storage import Storage
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
class Source:
    """An event of a partner, whose home county keeps it. `id` is empty where nobody signed it,
    `kind` where it was not understood.
    """

    partner: str
    county: str
    id: str = ""
    kind: str = ""


@value
class Kept:
    """An event as it came: its kind, when, and the raw body as it was signed."""

    kind: str
    received_at: str
    body: bytes


class AlreadyReceived(Exception):
    """The very same event came before."""


class Inbox:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self.storage = storage
        self._vault = vault

    def add(self, source: Source, body: bytes, at: datetime, events: str) -> Write:
        """Refused with AlreadyReceived, or with EventIdReused where the content is another."""
        record = InboxRecord(_pk(source), _SK)
        record.kind, record.received_at = source.kind, stamp(at)
        record.digest, record.events = sha256(body).hexdigest(), events
        packed = zlib.compress(body, 6)
        record.body = self._vault.seal_bytes(packed, source.county, _place(record))
        record.expires_at = int((at + _KEPT).timestamp())
        return create(record, lambda standing: _repeat(standing, str(record.digest)))

    def body(self, source: Source) -> bytes:
        """The raw body as it was signed. Raises Missing."""
        return self.kept(source).body

    def kept(self, source: Source) -> Kept:
        """Raises Missing."""
        found = self.storage.get(InboxRecord, _pk(source), _SK, consistent=True)
        if found is None:
            raise Missing()
        packed = self._vault.open_bytes(found.body, source.county, _place(found))
        return Kept(str(found.kind), str(found.received_at), zlib.decompress(packed))

    def refuse(self, source: Source, problem: Problem, at: datetime) -> Write:
        """One row an event; of what nobody signed one a minute and reason."""
        moment = stamp(at)
        name = f"{moment}#{source.id}" if source.id else f"{moment[:16]}#{problem.code}"
        record = RefusedRecord(_refusals(source.county, source.partner), name)
        record.event_id, record.kind = source.id or None, source.kind or None
        record.code = problem.code
        record.zh, record.en = problem.sentence("zh"), problem.sentence("en")
        record.expires_at = int((at + _REFUSALS_KEPT).timestamp())
        return put(record)

    def refusals(
        self, county: str, partner: str, limit: int, after: dict[str, Any] | None
    ) -> tuple[list[RefusedRecord], dict[str, Any] | None]:
        """A page, newest first, and where to go on."""
        page = self.storage.page(
            RefusedRecord, _refusals(county, partner), limit=limit, after=after, newest_first=True
        )
        return [RefusedRecord.of(item) for item in page.items], page.last_key


def _repeat(standing: dict[str, Any] | None, digest: str) -> Exception:
    same = standing is not None and standing["digest"]["S"] == digest
    return AlreadyReceived() if same else EventIdReused()


def _pk(source: Source) -> str:
    return f"{source.county}#PE#{source.partner}#{source.id}"


def _refusals(county: str, partner: str) -> str:
    return f"{county}#PR#{partner}"


def _place(record: InboxRecord) -> str:
    return f"partners/{record.pk}/{record.sk}/body"
