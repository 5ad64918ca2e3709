"""What is lent in a village (村级敞口): a view that follows the loans' events, each counted once."""

from __future__ import annotations

from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel import deadline
from nongxin.kernel.errors import Conflict
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, StaleRecord, create, replace
from nongxin.kernel.storage import Storage

# A marker outlives every way in which an event can come again (the event log is kept 35 days).
_MARKER_SECONDS = 60 * 24 * 3600


class _Counted(Conflict):
    code = "event-counted"


class VillageRecord(Record):
    """`day` is the day of the newest disbursement and `loans` how many there were on it."""

    context = "lending"

    exposure_fen = NumberAttribute(default=0)
    day = UnicodeAttribute(default="")
    loans = NumberAttribute(default=0)


class CountedRecord(Record):
    context = "lending"


class DynamoVillages:
    """`pk` is county and village: one partition holds the sum and the markers of counted events."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def read(self, village: str) -> VillageRecord:
        pk = _pk(village)
        return self._storage.get(VillageRecord, pk, "LENT") or VillageRecord(pk, "LENT")

    def count(self, village: str, event_id: str, change_fen: int, lent_on: date | None) -> None:
        """Adds to the village's exposure, once per event, in any order. Raises Busy if others kept
        counting at the same time to the end.
        """
        event, consistent = (event_id, change_fen, lent_on), False
        with deadline.bounded():
            for _ in deadline.tries():
                try:
                    self._add(village, event, consistent=consistent)
                except _Counted:
                    return
                except StaleRecord:
                    consistent = True
                else:
                    return

    def _add(self, village: str, event: tuple[str, int, date | None], *, consistent: bool) -> None:
        event_id, change_fen, lent_on = event
        record = self._storage.get(VillageRecord, _pk(village), "LENT", consistent=consistent)
        after = record or VillageRecord(_pk(village), "LENT")
        after.exposure_fen = int(after.exposure_fen) + change_fen
        # What comes late, from a day before, does not end the count of a newer one.
        if lent_on is not None and lent_on.isoformat() >= after.day:
            after.loans = 1 + (int(after.loans) if after.day == lent_on.isoformat() else 0)
            after.day = lent_on.isoformat()
        marker = CountedRecord(_pk(village), f"SEEN#{event_id}")
        marker.expires_at = _expiry(event_id)
        self._storage.commit(
            create(marker, lambda _: _Counted()), replace(after) if record else create(after)
        )


def platform_place(partner_id: str) -> str:
    """What is lent through a platform counts like a village of the platform's home county."""
    return f"{county_of(partner_id)}#{partner_id}"


def village_facts(village: str, today: date, villages: DynamoVillages) -> dict[str, Any]:
    """Credit in the village (fen), and loans that went out in it today."""
    lent = villages.read(village)
    loans = int(lent.loans) if lent.day == today.isoformat() else 0
    return {"village_exposure": int(lent.exposure_fen), "village_loans_1d": loans}


def _pk(village: str) -> str:
    return f"{village[:6]}#V#{village}"


def _expiry(event_id: str) -> int:
    """Seconds since the epoch: from when the event was made, which its id tells."""
    from ulid import ULID

    return int(ULID.from_str(event_id).timestamp) + _MARKER_SECONDS
