"""The parts of stations and of the payments that their terminals make."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.account_parts import AccountParts

if TYPE_CHECKING:
    from nongxin.stations.nonce_store import KnownTerminals
    from nongxin.stations.ports import StationParts as StationUse
    from nongxin.stations.store import Stations, Terminals


class StationParts(AccountParts):
    @cached_property
    def stations(self) -> Stations:
        from nongxin.stations.store import Stations

        return Stations(self.storage)

    @cached_property
    def terminals(self) -> Terminals:
        from nongxin.stations.store import Terminals

        return Terminals(self.storage)

    @cached_property
    def known_terminals(self) -> KnownTerminals:
        from nongxin.stations.nonce_store import KnownTerminals

        return KnownTerminals(self.terminals, self.storage, self.clock)

    @cached_property
    def station_parts(self) -> StationUse:
        from nongxin.stations.ports import StationParts

        return StationParts(self.stations, self.terminals, self.books, self.vault, self.clock)
