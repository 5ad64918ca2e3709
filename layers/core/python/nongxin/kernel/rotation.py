"""When a county's data key is changed, and until when its tables hold texts of the key before.

A key serves a year (assumed; GB/T 39786-2021 asks for a limited life and names none). The tables
are sealed anew after every warm function has heard of the change.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nongxin.kernel.clock import Clock, parse_stamp, stamp
from nongxin.kernel.directory import Directory, SealedKeyRecord
from nongxin.kernel.keyring import LEASE_SECONDS, KmsKeyRing
from nongxin.kernel.records import replace
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

KEY_LIFE = timedelta(days=365)
# A function that sealed at the end of its lease may still be on its way to the table.
_HEARD_AFTER = timedelta(seconds=2 * LEASE_SECONDS)


@value
class Rotation:
    ring: KmsKeyRing
    directory: Directory
    storage: Storage
    clock: Clock

    def change(self, county: str) -> int:
        """The next generation, at once. Raises NoGenerationLeft."""
        return self.ring.change(county, stamp(self.clock.now()))

    def is_due(self, county: str) -> bool:
        """Whether the key has served its time; a key without a date has it from now on."""
        row = self._row(county)
        if row is None:
            return False
        if not row.changed_at:
            row.changed_at = stamp(self.clock.now())
            self.storage.commit(replace(row))
        return self._since(row) + KEY_LIFE <= self.clock.now()

    def is_sealing_due(self, county: str) -> bool:
        """Whether texts of an earlier key may be in the tables, and no new ones can come."""
        row = self._row(county)
        if row is None or int(row.generation or 0) <= int(row.resealed or 0):
            return False
        return self._since(row) + _HEARD_AFTER <= self.clock.now()

    def sealed_anew(self, county: str, generation: int) -> None:
        """A whole pass found nothing that was sealed with an earlier key than this one."""
        row = self._row(county)
        if row is not None and int(row.resealed or 0) < generation:
            row.resealed = generation
            self.storage.commit(replace(row))

    def _row(self, county: str) -> SealedKeyRecord | None:
        return self.directory.sealed_key_row(f"county-{county}")

    def _since(self, row: SealedKeyRecord) -> datetime:
        return parse_stamp(str(row.changed_at))
