"""Photos: announced, sent straight to the bucket, checked there, kept without what hides there."""

from __future__ import annotations

import base64
import json
import struct
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nongxin.archives.cancel_archive import CancelArchive, cancel_archive
from nongxin.archives.checks.faults import ArchiveFaulty
from nongxin.archives.facts.facts import household_facts
from nongxin.archives.photos.check_photo import (
    AnnouncePhoto,
    CheckPhoto,
    announce_photo,
    check_photo,
    incoming_key,
    kept_key,
    thumbnail_key,
)
from nongxin.archives.photos.find_photos import find_photos
from nongxin.archives.photos.image_file import LARGEST_BYTES, examined
from nongxin.archives.refusals import BadImage
from nongxin.archives.submit_archive import submit_archive
from nongxin.kernel.errors import Missing
from tests.builders.archives import APPROVER, OFFICER, TODAY, ArchivesWorld, a_draft, sections_of
from tests.builders.customers import LUEYANG, a_principal
from tests.builders.images import chunk, exif, jpeg, png, segment

SMALL = jpeg(160, 120)


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def sent(world: ArchivesWorld, household_id: str, data: bytes) -> str:
    """As the tablet does it with its presigned address."""
    file_id = sha256(data).hexdigest()
    world.s3.objects["uploads", incoming_key(household_id, file_id)] = data
    return file_id


def checked(world: ArchivesWorld, household_id: str, data: bytes, **told: Any) -> dict[str, Any]:
    command = CheckPhoto(household_id, sent(world, household_id, data), **told)
    done = world.do(OFFICER, lambda: check_photo(command, OFFICER, world.parts))
    return dict(done.answer)


def why(data: bytes) -> str:
    with pytest.raises(BadImage) as refused:
        examined(data)
    return str(refused.value.facts["why"])


def test_a_photo_is_kept_without_its_place_and_the_place_apart(world: ArchivesWorld) -> None:
    household_id = world.open()
    data = jpeg(1600, 1200, exif(thumbnail=SMALL), segment(0xFE, "王小明家".encode()))
    told = checked(world, household_id, data)
    assert (told["width"], told["height"], told["has_place"]) == (1600, 1200, True)
    file_id = sha256(data).hexdigest()
    kept = world.s3.objects["uploads", kept_key(household_id, file_id)]
    assert kept == jpeg(1600, 1200)
    assert world.s3.objects["uploads", thumbnail_key(household_id, file_id)] == SMALL
    ((shown,), missing) = find_photos(household_id, OFFICER, world.parts)
    assert (shown.photo.lng, shown.photo.lat) == ("108.480000", "34.480000")
    assert shown.photo.taken_at == "2026:11:20 09:30:00"
    assert shown.thumbnail_url is not None
    assert missing == []
    stored = json.dumps(world.storage.items("archives"), default=repr)
    assert "108.48" not in stored


def test_a_tablet_may_send_a_thumbnail_along(world: ArchivesWorld) -> None:
    household_id = world.open()
    told = checked(world, household_id, jpeg(), thumbnail=base64.b64encode(SMALL).decode())
    assert told["has_thumbnail"]
    for bad in (
        base64.b64encode(jpeg(4000, 10)).decode(),
        "%%%",
        "永",
        base64.b64encode(png()).decode(),
    ):
        with pytest.raises(BadImage):
            checked(world, household_id, jpeg(17), thumbnail=bad)


def test_the_same_photo_in_two_households_is_told(world: ArchivesWorld) -> None:
    first, second = world.open(), world.open()
    assert checked(world, first, jpeg())["also_in"] == []
    assert checked(world, second, jpeg())["also_in"] == [first]


def with_photo(world: ArchivesWorld, number: int, file_id: str) -> str:
    """A household, captured and not yet submitted, whose first photo is that file."""
    household_id = world.captured(a_draft(number=number))
    first, *others = sections_of(a_draft(number=number))["W"]
    world.put(household_id, "W", [first | {"file_id": file_id}, *others])
    return household_id


def submitted(world: ArchivesWorld, household_id: str) -> list[str]:
    done = world.do(OFFICER, lambda: submit_archive(household_id, OFFICER, world.parts))
    return list(done.answer["photos_elsewhere"])


def is_flagged(world: ArchivesWorld, household_id: str) -> object:
    dossier = world.households.dossier(household_id)
    return household_facts(dossier, TODAY).get("photo_hash_dup")


def test_a_photo_that_another_archive_shows_is_a_fact(world: ArchivesWorld) -> None:
    file_id = sha256(b"somebody's cattle").hexdigest()
    first, second = (with_photo(world, n, file_id) for n in (1, 2))
    assert submitted(world, first) == []
    assert submitted(world, second) == [first]
    assert [is_flagged(world, each) for each in (first, second)] == [False, True]
    for household_id in (first, second):
        world.approve(household_id)
    assert is_flagged(world, second)
    world.put(first, "W", sections_of(a_draft())["W"])
    assert submitted(world, first) == []


def test_a_photo_sent_by_another_household_counts_before_they_submit(world: ArchivesWorld) -> None:
    data = jpeg()
    other = world.open()
    checked(world, other, data)
    household_id = with_photo(world, 1, sha256(data).hexdigest())
    assert submitted(world, household_id) == [other]


def test_a_cancelled_duplicate_does_not_count(world: ArchivesWorld) -> None:
    file_id = sha256(b"the same house, twice captured").hexdigest()
    duplicate, household_id = (with_photo(world, n, file_id) for n in (1, 2))
    submitted(world, duplicate)
    command = CancelArchive(duplicate, "重复建档")
    world.do(APPROVER, lambda: cancel_archive(command, APPROVER, world.parts))
    assert submitted(world, household_id) == []


def test_a_refused_submission_shows_nothing(world: ArchivesWorld) -> None:
    file_id = sha256(b"a field").hexdigest()
    household_id = with_photo(world, 1, file_id)
    world.put(household_id, "K", sections_of(a_draft())["K"][:1])
    with pytest.raises(ArchiveFaulty):
        submitted(world, household_id)
    assert submitted(world, with_photo(world, 2, file_id)) == []


def test_the_address_is_for_this_very_file(world: ArchivesWorld) -> None:
    household_id = world.open()
    command = AnnouncePhoto(household_id, "ab" * 32, 1000, "image/jpeg")
    link = announce_photo(command, OFFICER, world.parts)
    assert household_id in link.url
    assert base64.b64decode(link.headers["x-amz-checksum-sha256"]) == bytes.fromhex("ab" * 32)
    too_large = AnnouncePhoto(household_id, "ab" * 32, 10_000_000, "image/jpeg")
    with pytest.raises(BadImage):
        announce_photo(too_large, OFFICER, world.parts)
    with pytest.raises(Missing):
        announce_photo(command, a_principal(county=LUEYANG), world.parts)


def test_what_was_announced_must_be_what_is_there(world: ArchivesWorld) -> None:
    household_id = world.open()
    with pytest.raises(Missing):
        absent = CheckPhoto(household_id, "0" * 64)
        world.do(OFFICER, lambda: check_photo(absent, OFFICER, world.parts))
    before = world.storage.items("archives")
    for data in (jpeg() + bytes(LARGEST_BYTES), b"MZ" + bytes(100)):
        with pytest.raises(BadImage):
            checked(world, household_id, data)
    other = CheckPhoto(household_id, sent(world, household_id, jpeg()))
    world.s3.objects["uploads", incoming_key(household_id, other.file_id)] = png()
    with pytest.raises(BadImage) as refused:
        world.do(OFFICER, lambda: check_photo(other, OFFICER, world.parts))
    assert refused.value.facts == {"why": "hash"}
    assert world.storage.items("archives") == before
    assert not [key for _, key in world.s3.objects if not key.startswith("incoming/")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "type"),
        (b"GIF89a" + bytes(20), "type"),
        (b"%PDF-1.7", "type"),
        (b"<svg onload=alert(1)>", "type"),
        (b"PK\x03\x04", "type"),
        (jpeg(0), "broken"),
        (jpeg(12_001, 10), "pixels"),
        (jpeg(9_000, 9_000), "pixels"),
        (jpeg()[:-2], "broken"),
        (jpeg()[:30], "broken"),
        (b"\xff\xd8\xff\xd9", "broken"),
        (jpeg(9, 9, segment(0xC2, b"\x08\xff\xff\xff\xff\x01\x01\x11\x00")), "broken"),
        (png(4, 2, None, chunk(b"IHDR", bytes(13))), "broken"),
        (jpeg(16, 8, segment(0xE1, bytes(65_000)), segment(0xE2, bytes(65_000)),
              segment(0xED, bytes(10_000))), "metadata"),
        (jpeg(16, 8, *[segment(0xE1, b"Exif\x00\x00" + bytes(60_000))] * 170), "bytes"),
        (png(20_000, 20_000), "pixels"),
        (png(4, 2, bytes(2_000_000)), "bomb"),
        (png()[:-6], "broken"),
        (png().replace(b"IDAT", b"IDAX"), "broken"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b""), "broken"),
    ],
)  # fmt: skip
def test_what_is_no_photo_or_would_be_a_bomb(data: bytes, reason: str) -> None:
    assert why(data) == reason


def test_what_hides_beside_a_picture_is_left() -> None:
    hidden = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>")
    assert examined(jpeg(16, 8, hidden, tail=b"<script>alert(1)</script>")).clean == jpeg()
    assert examined(png(4, 2, None, chunk(b"tEXt", b"Comment\x00<script>"))).clean == png()


def test_a_thumbnail_that_would_be_large_when_decoded_is_left_out() -> None:
    assert examined(jpeg(16, 8, exif(thumbnail=jpeg(640, 480)))).thumbnail == jpeg(640, 480)
    assert examined(jpeg(16, 8, exif(thumbnail=jpeg(65_000, 65_000)))).thumbnail is None


@pytest.mark.parametrize(
    "broken",
    [
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
        b"Exif\x00\x00II*\x00" + struct.pack("<IH", 8, 60_000),
        b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 3) + bytes(10),
    ],
)
def test_broken_exif_is_no_exif(broken: bytes) -> None:
    image = examined(jpeg(16, 8, segment(0xE1, broken)))
    assert (image.exif.lng, image.exif.taken_at, image.thumbnail) == ("", "", None)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_photo_is_taken_or_refused_by_name(data: Any) -> None:
    whole = bytearray(data.draw(st.sampled_from([jpeg(16, 8, exif(thumbnail=SMALL)), png()])))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(3, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        image = examined(bytes(whole))
    except BadImage:
        return
    assert image.type in ("image/jpeg", "image/png")


def test_who_may_see_photos(world: ArchivesWorld) -> None:
    household_id = world.live(a_draft())
    _, missing = find_photos(household_id, APPROVER, world.parts)
    assert len(missing) == 6  # named in section W, and never sent
    with pytest.raises(Missing):
        find_photos(household_id, a_principal(county=LUEYANG), world.parts)
