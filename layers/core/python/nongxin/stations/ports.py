"""What the use cases of stations are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.stations.station import Station
from nongxin.stations.store import Stations, Terminals


class Logins(Protocol):
    """The access context, as far as operators need it: the writes that open and close a way in."""

    def open(self, operator_id: str, staff_no: str, phone: str, station: Station) -> list[Write]:
        """Committed with a staff number that is another's: Taken."""
        ...

    def close(self, operator_id: str, by: Principal) -> Sequence[Write]: ...


@value
class StationParts:
    """`check_customer` raises Missing for who is none, `check_settled` StationUnsettled for a
    station of whose money anything is under way.
    """

    stations: Stations
    terminals: Terminals
    logins: Logins
    check_customer: Callable[[str], None]
    check_settled: Callable[[str], None]
    books: Books
    vault: Vault
    clock: Clock

    def reached(self, station_id: str, by: Principal) -> Station:
        """A station of the counties that staff serve, or one's own, as operator or owner. Raises
        Missing.
        """
        station = self.stations.get(station_id)
        served = by.role in STAFF and by.serves(station.county)
        if not served and by.id not in station.people:
            raise Missing()
        return station
