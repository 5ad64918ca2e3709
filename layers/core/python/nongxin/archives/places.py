"""Points and parcel boundaries: inside Shaanxi's box, closed, of bounded size. Degrees, WGS 84."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

LNG_LOW, LNG_HIGH = Decimal("105.0"), Decimal("111.5")
LAT_LOW, LAT_HIGH = Decimal("31.5"), Decimal("39.8")
_FEWEST_CORNERS, _MOST_CORNERS = 4, 200
_DEGREES = re.compile(r"^\d{2,3}(\.\d{1,8})?$", re.ASCII)


def is_point(value: Any) -> bool:
    """{"lng": "108.480000", "lat": "34.480000"}: texts, as all decimals."""
    if not isinstance(value, dict) or set(value) != {"lng", "lat"}:
        return False
    lng, lat = value["lng"], value["lat"]
    texts = isinstance(lng, str) and isinstance(lat, str)
    if not texts or not _DEGREES.fullmatch(lng) or not _DEGREES.fullmatch(lat):
        return False
    return _inside(Decimal(lng), Decimal(lat))


def is_polygon(value: Any) -> bool:
    """A GeoJSON polygon of one closed ring; its coordinates are numbers, as GeoJSON has them."""
    if not isinstance(value, dict) or set(value) != {"type", "coordinates"}:
        return False
    rings = value["coordinates"]
    if value["type"] != "Polygon" or not isinstance(rings, list) or len(rings) != 1:
        return False
    ring = rings[0]
    if not isinstance(ring, list) or not _FEWEST_CORNERS <= len(ring) <= _MOST_CORNERS:
        return False
    return all(map(_is_corner, ring)) and ring[0] == ring[-1]


def _is_corner(corner: Any) -> bool:
    if not isinstance(corner, list) or len(corner) != 2:
        return False
    if any(isinstance(c, bool) or not isinstance(c, int | float) for c in corner):
        return False
    return _inside(Decimal(str(corner[0])), Decimal(str(corner[1])))


def _inside(lng: Decimal, lat: Decimal) -> bool:
    numbers = lng.is_finite() and lat.is_finite()
    return numbers and LNG_LOW <= lng <= LNG_HIGH and LAT_LOW <= lat <= LAT_HIGH
