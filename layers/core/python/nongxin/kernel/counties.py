"""Which county belongs to which shard, now: the shipped map, moves that ops make, and a short
lease.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from nongxin.kernel.errors import Busy, Rule
from nongxin.kernel.value import value

LEASE_SECONDS = 10.0
DIRECTORY = "directory"


class CountyNotServed(Rule):
    code = "county-not-served"
    zh = "县区代码{county}不在服务范围内"
    en = "County {county} is not served here"


@value
class Placement:
    """Where a county lives when it left the shipped map; `moving` refuses writes until it has
    arrived.
    """

    shard: str
    moving: bool = False


class CountyRouter:
    """county -> shard. The moves are read at most every ten seconds.

    An ops move marks `moving`, waits a lease plus the longest time-out, and only then copies, so a
    reader with an old lease can still write only while the old place is the true one.
    """

    def __init__(
        self,
        shipped: Mapping[str, str],
        read_moves: Callable[[], Mapping[str, Placement]],
    ) -> None:
        self._shipped = {county: Placement(shard) for county, shard in shipped.items()}
        self._read_moves = read_moves
        self._moves: Mapping[str, Placement] = {}
        self._fresh_until = 0.0

    def shard(self, county: str) -> str:
        """The shard to read from; raises CountyNotServed."""
        return self._placement(county).shard

    def shard_to_write(self, county: str) -> str:
        """The shard to write to; raises CountyNotServed, or Busy while the county moves."""
        placement = self._placement(county)
        if placement.moving:
            raise Busy()
        return placement.shard

    def shards(self) -> list[str]:
        placements = [*self._shipped.values(), *self._moved().values()]
        return sorted({placement.shard for placement in placements})

    def _placement(self, county: str) -> Placement:
        placement = self._moved().get(county) or self._shipped.get(county)
        if placement is None:
            raise CountyNotServed(county=county[:12])
        return placement

    def _moved(self) -> Mapping[str, Placement]:
        if time.monotonic() >= self._fresh_until:
            self._moves = self._read_moves()
            self._fresh_until = time.monotonic() + LEASE_SECONDS
        return self._moves
