"""Find the nearest stations that are open now and whose float suffices for an amount."""

from __future__ import annotations

from datetime import datetime

from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.stations.near import Spot, nearest
from nongxin.stations.ports import StationParts
from nongxin.stations.station import OutsideHours, Station, StationShut

MOST = 5
# Accounts that are read for it at most: each is a read, and who is further away helps nobody.
MOST_LOOKED_AT = 20


@value
class Near:
    """`metres` is None where no coordinates tell it."""

    station: Station
    metres: int | None


def find_stations(spot: Spot, amount_fen: int, parts: StationParts) -> list[Near]:
    """Nearest first, five at most. What a float holds is told to nobody.

    Raises Missing for a county that is none of ours.
    """
    now, found = parts.clock.now(), list[Near]()
    stations = [each for each in parts.stations.of_county(spot.county) if _serves(each, now)]
    for station, distance in nearest(spot, stations)[:MOST_LOOKED_AT]:
        if _has(station, amount_fen, parts):
            found.append(Near(station, distance))
        if len(found) == MOST:
            break
    return found


def _serves(station: Station, now: datetime) -> bool:
    try:
        station.check_serves(now)
    except (StationShut, OutsideHours):
        return False
    return True


def _has(station: Station, amount_fen: int, parts: StationParts) -> bool:
    if not amount_fen:
        return True
    try:
        account = parts.books.accounts.get(station.float_account)
    except Missing:
        return False
    return account.available_fen(parts.clock.now()) >= amount_fen
