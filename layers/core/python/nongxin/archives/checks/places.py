"""Points and parcel boundaries: inside Shaanxi's box, closed, of bounded size. Degrees, WGS 84."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

LNG_LOW, LNG_HIGH = Decimal("105.0"), Decimal("111.5")
LAT_LOW, LAT_HIGH = Decimal("31.5"), Decimal("39.8")
_SQUARE_METRES_A_MU = Decimal("666.67")
_METRES_A_DEGREE = Decimal(111_200)
# cos(31.5°) at the southern edge, and how much it falls a degree up to cos(39.8°).
_COSINE_SOUTH, _COSINE_FALL = Decimal("0.8526"), Decimal("0.01016")
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


def cosine_of(lat: Decimal) -> Decimal:
    """Of a latitude in Shaanxi, where it is linear to 0.2 %."""
    return _COSINE_SOUTH - (lat - LAT_LOW) * _COSINE_FALL


def area_mu(polygon: dict[str, Any]) -> Decimal:
    """What a polygon encloses, in mu (666.67 m²), by the shoelace formula on the plane."""
    ring = [(Decimal(str(lng)), Decimal(str(lat))) for lng, lat in polygon["coordinates"][0]]
    lng_0, lat_0 = ring[0]
    east = _METRES_A_DEGREE * cosine_of(lat_0)
    flat = [((lng - lng_0) * east, (lat - lat_0) * _METRES_A_DEGREE) for lng, lat in ring]
    twice = sum((a[0] * b[1] - b[0] * a[1] for a, b in pairwise(flat)), Decimal(0))
    return abs(twice) / 2 / _SQUARE_METRES_A_MU


def _is_corner(corner: Any) -> bool:
    if not isinstance(corner, list) or len(corner) != 2:
        return False
    if any(isinstance(c, bool) or not isinstance(c, int | float) for c in corner):
        return False
    return _inside(Decimal(str(corner[0])), Decimal(str(corner[1])))


def _inside(lng: Decimal, lat: Decimal) -> bool:
    numbers = lng.is_finite() and lat.is_finite()
    return numbers and LNG_LOW <= lng <= LNG_HIGH and LAT_LOW <= lat <= LAT_HIGH
