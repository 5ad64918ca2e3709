"""Photos of a household as items: what was checked of them, and their place, sealed and apart."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.archives.section_store import CONTEXT
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, put
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

MOST_PHOTOS = 200


class PhotoRecord(Record):
    context = CONTEXT

    kind = UnicodeAttribute()
    size = NumberAttribute()
    width = NumberAttribute()
    height = NumberAttribute()
    has_thumbnail = BooleanAttribute()
    camera = UnicodeAttribute()  # sealed: when and where it says the photo was taken
    taken_by = UnicodeAttribute()


class SightingRecord(Record):
    """Under a file's hash: a household that shows it. Two households with one photo is a sign."""

    context = CONTEXT


@value
class Photo:
    """`taken_at`, `lng` and `lat` are the camera's, empty where it said nothing."""

    file_id: str
    type: str
    bytes: int
    width: int
    height: int
    has_thumbnail: bool
    taken_at: str
    lng: str
    lat: str
    sent_by: str


class Photos:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def of_household(self, household_id: str) -> list[Photo]:
        pk = _pk(household_id)
        return [self._photo(r) for r in self._storage.query(PhotoRecord, pk, consistent=True)]

    def keep(self, household_id: str, photo: Photo) -> list[Write]:
        record = PhotoRecord(_pk(household_id), photo.file_id)
        record.kind, record.size = photo.type, photo.bytes
        record.width, record.height = photo.width, photo.height
        record.has_thumbnail, record.taken_by = photo.has_thumbnail, photo.sent_by
        told = json.dumps([photo.taken_at, photo.lng, photo.lat])
        record.camera = self._vault.seal(told, record.county, _place(record))
        pk = f"{record.county}#FX#{photo.file_id}"
        return [put(record), put(SightingRecord(pk, household_id))]

    def elsewhere(self, household_id: str, file_id: str) -> list[str]:
        """Other households of the county that show the very same file."""
        pk = f"{county_of(household_id, 'hh')}#FX#{file_id}"
        found = self._storage.query(SightingRecord, pk)
        return [str(r.sk) for r in found if r.sk != household_id]

    def shown_by(self, household_id: str, files: Iterable[str]) -> set[str]:
        """Other households of the county that show one of these files, sent or only named.

        This one shows them from now on, before it looks: of two at once, one sees the other.
        """
        return {each for file in set(files) for each in self._shown_by(household_id, file)}

    def _shown_by(self, household_id: str, file_id: str) -> set[str]:
        pk = f"{county_of(household_id, 'hh')}#FX#{file_id}"
        shown = {str(r.sk) for r in self._storage.query(SightingRecord, pk, consistent=True)}
        if household_id not in shown:
            self._storage.commit(put(SightingRecord(pk, household_id)))
            shown = {str(r.sk) for r in self._storage.query(SightingRecord, pk, consistent=True)}
        return shown - {household_id}

    def _photo(self, record: PhotoRecord) -> Photo:
        told = json.loads(self._vault.open(str(record.camera), record.county, _place(record)))
        return Photo(
            file_id=str(record.sk),
            type=str(record.kind),
            bytes=int(record.size),
            width=int(record.width),
            height=int(record.height),
            has_thumbnail=bool(record.has_thumbnail),
            taken_at=told[0],
            lng=told[1],
            lat=told[2],
            sent_by=str(record.taken_by),
        )


def _pk(household_id: str) -> str:
    return f"{county_of(household_id, 'hh')}#F#{household_id}"


def _place(record: PhotoRecord) -> str:
    return f"{CONTEXT}/{record.pk}/{record.sk}/camera"
