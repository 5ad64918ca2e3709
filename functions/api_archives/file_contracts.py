"""Bodies of the routes of files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api_archives.contracts import HouseholdId, Sha256, VillageCode
from nongxin.archives.photos.find_photos import PhotoShown
from nongxin.kernel.http import Body, View
from nongxin.kernel.uploads import Link

Bytes = Annotated[int, Field(ge=1, le=100_000_000)]


class PhotoBody(Body):
    file_id: Sha256
    bytes: Bytes
    type: Literal["image/jpeg", "image/png"]


class CheckBody(Body):
    thumbnail: Annotated[str, Field(max_length=44_000)] | None = Field(
        default=None, description="JPEG in base64, for a file that carries none"
    )


class FileBody(Body):
    village_code: VillageCode
    file_id: Sha256
    bytes: Bytes
    type: Literal["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]


class ImportBody(Body):
    village_code: VillageCode
    file_id: Sha256


class LinkView(View):
    method: Literal["PUT"] = "PUT"
    url: str
    headers: dict[str, str] = Field(description="to be sent as they are: they are signed")

    @classmethod
    def of(cls, link: Link) -> LinkView:
        return cls(url=link.url, headers=link.headers)


class CheckedView(View):
    household_id: HouseholdId
    file_id: str
    type: str
    width: int
    height: int
    has_thumbnail: bool
    has_place: bool
    also_in: list[HouseholdId] = Field(description="other households with the very same file")


class PhotoView(View):
    file_id: str
    type: str
    bytes: int
    width: int
    height: int
    taken_at: str | None = Field(description="by the camera's own clock")
    lng: str | None
    lat: str | None
    url: str
    thumbnail_url: str | None


class PhotoList(View):
    photos: list[PhotoView]
    missing: list[str] = Field(description="files that section W names and nobody sent")


class ImportedView(View):
    village: str
    households: int
    left: int = Field(description="to come: call again")


class ExportView(View):
    csv: str
    households: int
    cursor: str | None


def photo_list(shown: list[PhotoShown], missing: list[str]) -> PhotoList:
    return PhotoList(photos=[_photo(each) for each in shown], missing=missing)


def _photo(shown: PhotoShown) -> PhotoView:
    photo = shown.photo
    return PhotoView(
        file_id=photo.file_id,
        type=photo.type,
        bytes=photo.bytes,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at or None,
        lng=photo.lng or None,
        lat=photo.lat or None,
        url=shown.url,
        thumbnail_url=shown.thumbnail_url,
    )
