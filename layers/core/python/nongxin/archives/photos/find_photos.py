"""A household's photos with addresses to see them, and the files that were never sent."""

from __future__ import annotations

from nongxin.archives.find_archives import find_book
from nongxin.archives.photos.check_photo import kept_key, thumbnail_key
from nongxin.archives.photos.photo_store import Photo
from nongxin.archives.ports import ArchiveParts
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class PhotoShown:
    photo: Photo
    url: str
    thumbnail_url: str | None


def find_photos(
    household_id: str, by: Principal, parts: ArchiveParts
) -> tuple[list[PhotoShown], list[str]]:
    """Raises Missing."""
    book, _ = find_book(household_id, by, parts.households)
    held = parts.photos.of_household(household_id)
    told = [row["file_id"] for row in book.draft.rows("W")]
    missing = sorted(set(told) - {photo.file_id for photo in held})
    return [_shown(household_id, photo, parts) for photo in held], missing


def _shown(household_id: str, photo: Photo, parts: ArchiveParts) -> PhotoShown:
    small = thumbnail_key(household_id, photo.file_id)
    return PhotoShown(
        photo=photo,
        url=parts.uploads.show(kept_key(household_id, photo.file_id)),
        thumbnail_url=parts.uploads.show(small) if photo.has_thumbnail else None,
    )
