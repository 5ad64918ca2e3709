"""What the use cases of stations are given."""

from __future__ import annotations

from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal
from nongxin.kernel.privacy import Vault
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.stations.station import Station
from nongxin.stations.store import Stations, Terminals


@value
class StationParts:
    stations: Stations
    terminals: Terminals
    books: Books
    vault: Vault
    clock: Clock

    def reached(self, station_id: str, by: Principal) -> Station:
        """A station of the counties that staff serve, or the operator's own. Raises Missing."""
        station = self.stations.get(station_id)
        served = by.role in STAFF and by.serves(station.county)
        if not served and by.id not in {station.operator_id, station.owner_id}:
            raise Missing()
        return station
