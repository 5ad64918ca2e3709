"""What limited accounts moved, and who holds how many of which class, as items."""

from __future__ import annotations

import json

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.accounts.tiers.tiers import Holdings, TierUse
from nongxin.kernel.counties import DIRECTORY
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage


class TierUseRecord(Record):
    """One per Ⅱ or Ⅲ class account, written with each movement that counts."""

    context = "accounts"

    bound_to = UnicodeAttribute(null=True)
    day = UnicodeAttribute(null=True)
    day_in_fen = NumberAttribute(default=0)
    day_out_fen = NumberAttribute(default=0)
    year_in_fen = NumberAttribute(default=0)
    year_out_fen = NumberAttribute(default=0)


class HoldingsRecord(Record):
    """Under the person in the directory: the classes count per legal entity, not per county."""

    context = DIRECTORY

    tiers = UnicodeAttribute()
    counties = UnicodeAttribute()


class DynamoTierUses:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, account_id: str) -> TierUse:
        """Strongly consistent; an account that never moved anything has a fresh one."""
        found = self._storage.get(TierUseRecord, *_use_key(account_id), consistent=True)
        if found is None:
            return TierUse(account_id)
        return TierUse(
            account_id=account_id,
            bound_to=str(found.bound_to or ""),
            day=str(found.day or ""),
            day_in_fen=int(found.day_in_fen),
            day_out_fen=int(found.day_out_fen),
            year_in_fen=int(found.year_in_fen),
            year_out_fen=int(found.year_out_fen),
            record_version=int(found.version),
        )

    def save(self, use: TierUse) -> Write:
        """Refused as stale if another movement was counted meanwhile."""
        record = TierUseRecord(*_use_key(use.account_id), version=use.record_version)
        record.bound_to, record.day = use.bound_to or None, use.day or None
        record.day_in_fen, record.day_out_fen = use.day_in_fen, use.day_out_fen
        record.year_in_fen, record.year_out_fen = use.year_in_fen, use.year_out_fen
        return replace(record) if use.record_version else create(record)


class DynamoHoldings:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, owner: str, entity: str) -> Holdings:
        found = self._storage.get(
            HoldingsRecord, _holdings_pk(owner), f"ENTITY#{entity}", consistent=True
        )
        return Holdings(owner, entity) if found is None else _holdings(owner, found)

    def of_person(self, owner: str) -> list[Holdings]:
        """One per legal entity that ever opened an account for the person."""
        found = self._storage.query(HoldingsRecord, _holdings_pk(owner), "ENTITY#", consistent=True)
        return [_holdings(owner, record) for record in found]

    def save(self, holdings: Holdings) -> Write:
        record = HoldingsRecord(
            _holdings_pk(holdings.owner),
            f"ENTITY#{holdings.entity}",
            version=holdings.record_version,
        )
        record.tiers = json.dumps(dict(holdings.open_by_tier), separators=(",", ":"))
        record.counties = " ".join(holdings.counties)
        return replace(record) if holdings.record_version else create(record)


def _use_key(account_id: str) -> tuple[str, str]:
    return f"{county_of(account_id)}#T#{account_id}", "USE"


def _holdings_pk(owner: str) -> str:
    return f"HOLDINGS#{owner}"


def _holdings(owner: str, record: HoldingsRecord) -> Holdings:
    return Holdings(
        owner=owner,
        entity=str(record.sk).removeprefix("ENTITY#"),
        open_by_tier=tuple(sorted(json.loads(str(record.tiers)).items())),
        counties=tuple(str(record.counties).split()),
        record_version=int(record.version),
    )
