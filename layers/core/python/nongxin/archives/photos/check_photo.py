"""A photo of a household: announced, sent to the bucket by the tablet itself, and checked there."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

from nongxin.archives.household import Archive, Status
from nongxin.archives.photos.image_file import LARGEST_BYTES, ImageFile, examined
from nongxin.archives.photos.photo_store import MOST_PHOTOS, Photo
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import BadImage, TooManyPhotos
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.uploads import Link
from nongxin.kernel.value import value

_SMALL_SIDE = 320
_SHA256 = re.compile(r"[0-9a-f]{64}")


@value
class AnnouncePhoto:
    """`file_id` is the SHA-256 of the file, in hex."""

    household_id: str
    file_id: str
    bytes: int
    type: str


@value
class CheckPhoto:
    """`thumbnail` is the tablet's, JPEG in base64, for a file that carries none of its own."""

    household_id: str
    file_id: str
    thumbnail: str = ""


def announce_photo(command: AnnouncePhoto, by: Principal, parts: ArchiveParts) -> Link:
    """Where the tablet sends the file. Raises Missing, ArchiveStepNotAllowed, BadImage or
    TooManyPhotos.
    """
    _head(command.household_id, by, parts)
    if command.bytes > LARGEST_BYTES:
        raise BadImage(why="bytes")
    if len(parts.photos.of_household(command.household_id)) >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    key = incoming_key(command.household_id, command.file_id)
    return parts.uploads.link(key, command.file_id, command.bytes, command.type)


def check_photo(command: CheckPhoto, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers what the photo is and which other households show the same one.

    Nothing is kept of a file that is refused. Raises Missing (also while the file is not there),
    ArchiveStepNotAllowed or BadImage.
    """
    head = _head(command.household_id, by, parts)
    if not _SHA256.fullmatch(command.file_id):
        raise Missing()
    key = incoming_key(head.id, command.file_id)
    if parts.uploads.size(key) > LARGEST_BYTES:
        raise BadImage(why="bytes")  # not fetched at all
    data = parts.uploads.read(key)
    if sha256(data).hexdigest() != command.file_id:
        raise BadImage(why="hash")
    image = examined(data)
    thumbnail = image.thumbnail or _sent_along(command.thumbnail)
    parts.uploads.keep(kept_key(head.id, command.file_id), image.clean, image.type)
    if thumbnail:
        parts.uploads.keep(thumbnail_key(head.id, command.file_id), thumbnail, "image/jpeg")
    photo = _photo(command.file_id, image, thumbnail is not None, by)
    answer = {
        "household_id": head.id,
        "file_id": photo.file_id,
        "type": photo.type,
        "width": photo.width,
        "height": photo.height,
        "has_thumbnail": photo.has_thumbnail,
        "has_place": bool(photo.lng and photo.lat),
        "also_in": parts.photos.elsewhere(head.id, photo.file_id),
    }
    return Outcome(answer, parts.photos.keep(head.id, photo))


def _head(household_id: str, by: Principal, parts: ArchiveParts) -> Archive:
    head = parts.households.head(household_id)
    head.must_be_served_by(by)
    if head.status is Status.CANCELLED:
        head.must_be("change", Status.DRAFT)
    return head


def _sent_along(text: str) -> bytes | None:
    """Raises BadImage for what is no small JPEG."""
    if not text:
        return None
    try:
        image = examined(base64.b64decode(text, validate=True))
    except ValueError:  # no base64, or no ASCII at all
        raise BadImage(why="broken") from None
    if image.type != "image/jpeg" or max(image.width, image.height) > _SMALL_SIDE:
        raise BadImage(why="pixels")
    return image.clean


def _photo(file_id: str, image: ImageFile, has_thumbnail: bool, by: Principal) -> Photo:
    return Photo(
        file_id=file_id,
        type=image.type,
        bytes=len(image.clean),
        width=image.width,
        height=image.height,
        has_thumbnail=has_thumbnail,
        taken_at=image.exif.taken_at,
        lng=image.exif.lng,
        lat=image.exif.lat,
        sent_by=by.id,
    )


def incoming_key(household_id: str, file_id: str) -> str:
    return f"incoming/{county_of(household_id, 'hh')}/{household_id}/{file_id}"


def kept_key(household_id: str, file_id: str) -> str:
    return f"photos/{county_of(household_id, 'hh')}/{household_id}/{file_id}"


def thumbnail_key(household_id: str, file_id: str) -> str:
    return f"thumbnails/{county_of(household_id, 'hh')}/{household_id}/{file_id}"
