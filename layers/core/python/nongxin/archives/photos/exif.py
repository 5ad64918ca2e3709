"""What a camera wrote beside the picture (Exif 2.3): when, where, and its own thumbnail.

Read with bounds; whatever does not make sense is simply not there.
"""

from __future__ import annotations

import struct
from decimal import Decimal

from nongxin.kernel.value import value

_MOST_ENTRIES = 200
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN = 0x9003
_LAT_REF, _LAT, _LNG_REF, _LNG = 1, 2, 3, 4
_THUMB_AT, _THUMB_BYTES = 0x0201, 0x0202
_ASCII, _RATIONAL = 2, 5
_MICRO = Decimal("0.000001")


@value
class Exif:
    """`taken_at` is the camera's own clock, without a zone; degrees as texts, WGS 84."""

    taken_at: str = ""
    lng: str = ""
    lat: str = ""
    thumbnail: bytes = b""


def read_exif(data: bytes) -> Exif:
    """Of the bytes after the Exif mark."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return Exif()
    try:
        return _Reader(data, order).read()
    except (struct.error, ValueError, ArithmeticError):
        return Exif()


class _Reader:
    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order

    def read(self) -> Exif:
        first, following = self._directory(self._number("I", 4))
        details = self._directory(first[_EXIF_IFD][1])[0] if _EXIF_IFD in first else {}
        gps = self._directory(first[_GPS_IFD][1])[0] if _GPS_IFD in first else {}
        return Exif(
            taken_at=self._text(details.get(_TAKEN)),
            lng=self._degrees(gps, _LNG, _LNG_REF, "W"),
            lat=self._degrees(gps, _LAT, _LAT_REF, "S"),
            thumbnail=self._thumbnail(following),
        )

    def _number(self, kind: str, at: int) -> int:
        size = struct.calcsize(kind)
        (told,) = struct.unpack(self._order + kind, self._data[at : at + size])
        return int(told)

    def _directory(self, at: int) -> tuple[dict[int, tuple[int, int, int, int]], int]:
        """tag -> (type, value or offset, count, where the value stands); the next directory."""
        count = self._number("H", at)
        if count > _MOST_ENTRIES:
            raise ValueError("too many entries")
        found = {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind = self._number("H", entry), self._number("H", entry + 2)
            found[tag] = (
                kind,
                self._number("I", entry + 8),
                self._number("I", entry + 4),
                entry + 8,
            )
        return found, self._number("I", at + 2 + 12 * count)

    def _text(self, entry: tuple[int, int, int, int] | None) -> str:
        if entry is None or entry[0] != _ASCII or entry[2] > 64:
            return ""
        at = entry[1] if entry[2] > 4 else entry[3]
        text = self._data[at : at + entry[2]].split(b"\x00")[0].decode("ascii", "ignore")
        return text if text.isprintable() else ""

    def _degrees(
        self, gps: dict[int, tuple[int, int, int, int]], tag: int, ref: int, minus: str
    ) -> str:
        """Three fractions: degrees, minutes, seconds."""
        entry = gps.get(tag)
        if entry is None or entry[0] != _RATIONAL or entry[2] != 3:
            return ""
        parts = [
            Decimal(self._number("I", at)) / Decimal(self._number("I", at + 4))
            for at in range(entry[1], entry[1] + 24, 8)
        ]
        degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
        sign = -1 if self._text(gps.get(ref)) == minus else 1
        return str((sign * degrees).quantize(_MICRO)) if degrees <= 180 else ""

    def _thumbnail(self, at: int) -> bytes:
        if not at:
            return b""
        entries, _ = self._directory(at)
        if _THUMB_AT not in entries or _THUMB_BYTES not in entries:
            return b""
        start, size = entries[_THUMB_AT][1], entries[_THUMB_BYTES][1]
        return self._data[start : start + size]
