"""A photo or scan as bytes, examined without decoding it: what it is, how large, what it tells of
time and place, and the same picture without any of that.

No decoder runs on what strangers send: decoders are what bombs and forged files aim at, and they
would weigh 20 MB in a layer. JPEG: ITU-T T.81; Exif 2.3 (CIPA DC-008); PNG: W3C, second edition.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from nongxin.archives.photos.exif import Exif, read_exif
from nongxin.archives.refusals import BadImage
from nongxin.kernel.value import value

LARGEST_BYTES = 500 * 1024  # schema W.file_id: jpeg up to 500 KB
LARGEST_THUMBNAIL, LONGEST_THUMBNAIL_SIDE = 32 * 1024, 640  # bytes, pixels
_MOST_PIXELS, _LONGEST_SIDE = 40_000_000, 12_000
_LARGEST_METADATA = 128 * 1024

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APP0, _APP1, _APP14, _COMMENT = 0xE0, 0xE1, 0xEE, 0xFE
_METADATA = (frozenset(range(0xE0, 0xF0)) - {_APP0, _APP14}) | {_COMMENT}
_EXIF_MARK = b"Exif\x00\x00"

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"})
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


@value
class ImageFile:
    """`clean` is the picture without metadata; `thumbnail` the camera's own, if it made one."""

    type: str
    width: int
    height: int
    clean: bytes
    exif: Exif
    thumbnail: bytes | None = None


def examined(data: bytes) -> ImageFile:
    """Raises BadImage for what is no JPEG or PNG, is broken, or would be huge when decoded."""
    if len(data) > LARGEST_BYTES:
        raise BadImage(why="bytes")
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
    except (struct.error, IndexError, zlib.error):
        raise BadImage(why="broken") from None
    raise BadImage(why="type")


def _jpeg(data: bytes) -> ImageFile:
    kept, exif, metadata = [b"\xff\xd8"], b"", 0
    frames: list[tuple[int, int]] = []
    for marker, segment in _segments(data):
        body = segment[4:]
        if marker in _FRAMES:
            frames.append(_frame(marker, segment))
        if marker in _METADATA:
            metadata += len(segment)
            if marker == _APP1 and body.startswith(_EXIF_MARK) and not exif:
                exif = body[len(_EXIF_MARK) :]
        else:
            kept.append(segment)
    if metadata > _LARGEST_METADATA:
        raise BadImage(why="metadata")
    if len(frames) != 1:  # of several, every reader may believe another
        raise BadImage(why="broken")
    (size,) = frames
    _must_be_sane(*size)
    told = read_exif(exif)
    thumbnail = _small_jpeg(told.thumbnail) if told.thumbnail else None
    return ImageFile("image/jpeg", *size, b"".join(kept), told, thumbnail)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of every segment up to the end of the image; what hides behind is left."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise BadImage(why="broken")
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, data[at : at + 2]
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise BadImage(why="broken")
        if marker == _SOS:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise BadImage(why="broken")
        following = data[at + 1]
        if following == 0 or following in _RESTARTS:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def _small_jpeg(data: bytes) -> bytes | None:
    """A thumbnail is a JPEG itself: looked at the same way, and left out where it is none or would
    be large when decoded.
    """
    if len(data) > LARGEST_THUMBNAIL or not data.startswith(b"\xff\xd8\xff"):
        return None
    kept, longest = [b"\xff\xd8"], 0
    try:
        for marker, segment in _segments(data):
            longest = max(longest, *_frame(marker, segment))
            if marker not in _METADATA:
                kept.append(segment)
    except (BadImage, struct.error, IndexError):
        return None
    return b"".join(kept) if 0 < longest <= LONGEST_THUMBNAIL_SIDE else None


def _frame(marker: int, segment: bytes) -> tuple[int, int]:
    """Width and height that a frame tells of; nothing of any other segment."""
    if marker not in _FRAMES:
        return 0, 0
    height, width = struct.unpack(">HH", segment[5:9])
    return width, height


def _png(data: bytes) -> ImageFile:
    kept, header, packed = [_PNG], b"", []
    for name, chunk in _chunks(data):
        if not header and name != b"IHDR":
            raise BadImage(why="broken")
        if name == b"IHDR":
            if header:
                raise BadImage(why="broken")
            header = chunk[8:-4]
        if name == b"IDAT":
            packed.append(chunk[8:-4])
        if name in _PNG_KEPT:
            kept.append(chunk)
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    _must_be_sane(width, height)
    line = (width * depth * _PNG_SAMPLES.get(colour, 4) + 7) // 8 + 1
    _must_unpack_to(b"".join(packed), 2 * line * height)
    return ImageFile("image/png", width, height, b"".join(kept), Exif())


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while True:
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise BadImage(why="broken")
        (told,) = struct.unpack(">I", data[end - 4 : end])
        if zlib.crc32(data[at + 4 : end - 4]) != told:
            raise BadImage(why="broken")
        yield name, data[at:end]
        if name == b"IEND":
            return
        at = end


def _must_unpack_to(packed: bytes, most: int) -> None:
    """Unpacked piece by piece and thrown away: a bomb is known by growing beyond its own header."""
    unpack, size, rest = zlib.decompressobj(), 0, packed
    while rest and not unpack.eof:
        size += len(unpack.decompress(rest, 65_536))
        rest = unpack.unconsumed_tail
        if size > most:
            raise BadImage(why="bomb")


def _must_be_sane(width: int, height: int) -> None:
    if not width or not height:
        raise BadImage(why="broken")
    if max(width, height) > _LONGEST_SIDE or width * height > _MOST_PIXELS:
        raise BadImage(why="pixels")
