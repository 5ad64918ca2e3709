"""Small true images, byte by byte: no image library is needed to make or to read them."""

from __future__ import annotations

import struct
import zlib

# Grey, one scan with a stuffed byte and a restart: all that is looked at.
_TABLE = b"\xff\xdb\x00\x43\x00" + bytes(64)
_SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"


def jpeg(width: int = 16, height: int = 8, *segments: bytes, tail: bytes = b"") -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        [b"\xff\xd8", *segments, _TABLE, segment(0xC0, frame), _SCAN, b"\xff\xd9", tail]
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(lng: str = "108.480000", lat: str = "34.480000", thumbnail: bytes = b"") -> bytes:
    """An APP1 segment as a phone writes it: moment, place, thumbnail. Little-endian."""
    moment = b"2026:11:20 09:30:00\x00"
    data_at = 8 + _directory_size(2) + _directory_size(1) + _directory_size(4) + _directory_size(2)
    details_at = 8 + _directory_size(2)
    gps_at = details_at + _directory_size(1)
    thumb_dir_at = gps_at + _directory_size(4)
    place_at = data_at + len(moment)
    thumb_at = place_at + 48
    first = [(0x8769, 4, 1, details_at), (0x8825, 4, 1, gps_at)]
    gps = [(1, 2, 2, ord("N")), (2, 5, 3, place_at), (3, 2, 2, ord("E")), (4, 5, 3, place_at + 24)]
    thumb = [(0x0201, 4, 1, thumb_at), (0x0202, 4, 1, len(thumbnail))]
    body = b"II*\x00" + struct.pack("<I", 8)
    body += _directory(first, thumb_dir_at if thumbnail else 0)
    body += _directory([(0x9003, 2, len(moment), data_at)], 0)
    body += _directory(gps, 0) + _directory(thumb, 0)
    body += moment + _fractions(lat) + _fractions(lng) + thumbnail
    return segment(0xE1, b"Exif\x00\x00" + body)


def _directory(entries: list[tuple[int, int, int, int]], following: int) -> bytes:
    told = [struct.pack("<HHII", *entry) for entry in entries]
    return struct.pack("<H", len(entries)) + b"".join(told) + struct.pack("<I", following)


def _directory_size(entries: int) -> int:
    return 2 + 12 * entries + 4


def _fractions(degrees: str) -> bytes:
    whole, _, rest = degrees.partition(".")
    millionths = int(rest.ljust(6, "0"))
    return struct.pack("<6I", int(whole), 1, 0, 1, millionths * 36, 10_000)


def png(width: int = 4, height: int = 2, pixels: bytes | None = None, *extra: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = (b"\x00" + bytes(width)) * height if pixels is None else pixels
    chunks = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", zlib.compress(lines))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
