"""Which stations are near somebody: by degrees where both are known, else by village and town.

Villages and towns have no coordinates of ours: their codes (统计用区划代码) tell what lies in what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from nongxin.kernel.errors import Malformed
from nongxin.kernel.value import value
from nongxin.stations.station import Place, Station

EARTH_M = 6_371_000  # mean radius
_E6 = 1_000_000
_NOWHERE = Place()
_TOWN_DIGITS, _COUNTY_DIGITS = 9, 6
_AREA = re.compile(r"[0-9]{6}([0-9]{3}){0,2}")


class WhereUnclear(Malformed):
    code = "place-unclear"
    zh = "请提供县、乡镇或村的区划代码；如提供经纬度，须同时提供两者"
    en = "Tell the code of a county, town or village; latitude and longitude only together"


@value
class Spot:
    """Where somebody stands: `area` is the code of a county (6 digits), town (9) or village (12);
    `place` in millionths of a degree, where it is known.
    """

    area: str
    place: Place = _NOWHERE

    def __post_init__(self) -> None:
        if not _AREA.fullmatch(self.area):
            raise WhereUnclear()

    @property
    def county(self) -> str:
        return self.area[:_COUNTY_DIGITS]


def nearest(spot: Spot, stations: Sequence[Station]) -> list[tuple[Station, int | None]]:
    """Nearest first, each with its distance in metres, None where that is not known.

    One in the same village comes before any that is only measured: a valley may lie between.
    """
    found = [(station, metres(spot.place, station.place)) for station in stations]
    return sorted(found, key=lambda each: (_apart(spot, each[0]), _far(each[1]), each[0].id))


def metres(one: Place, other: Place) -> int | None:
    """As the crow flies (haversine), to the metre."""
    if _NOWHERE in (one, other):
        return None
    north, south = radians(one.latitude_e6 / _E6), radians(other.latitude_e6 / _E6)
    east = radians((other.longitude_e6 - one.longitude_e6) / _E6)
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return round(2 * EARTH_M * asin(sqrt(chord)))


def _apart(spot: Spot, station: Station) -> int:
    """0 in the same village; 1 in the same town where nothing was measured; 2 else."""
    if spot.area == station.village:
        return 0
    is_measured = metres(spot.place, station.place) is not None
    in_town = spot.area[:_TOWN_DIGITS] == station.village[:_TOWN_DIGITS]
    return 1 if in_town or is_measured else 2


def _far(distance: int | None) -> int:
    return 4 * EARTH_M if distance is None else distance
