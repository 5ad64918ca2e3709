"""Of a household the members who are customers, and what its archive says, as one item."""

from __future__ import annotations

import json
import zlib
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from nongxin.customers.view.folds import said
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, StaleRecord, create, replace
from nongxin.kernel.storage import Storage

Doc = dict[str, Any]


class HouseholdRecord(Record):
    """`doc` is sealed: members (ids) and the archive's summary."""

    context = "customers"
    doc = BinaryAttribute(legacy_encoding=False)
    edition = NumberAttribute()
    as_of = UnicodeAttribute()


class HouseholdViews:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def keep(self, household_id: str, members: list[str], summary: Doc, at: str) -> list[str]:
        """The newest state, whatever comes late; what is kept already is not sealed anew.

        Answers who was in it before; nobody where a newer one is kept.
        """
        while True:
            try:
                return self._kept(household_id, members, summary, at)
            except StaleRecord:
                continue

    def read(self, household_id: str) -> tuple[list[str], Doc, str] | None:
        """Members, summary and the instant that they are of; None where nothing was heard."""
        record = self._storage.get(HouseholdRecord, _pk(household_id), "MEMBERS")
        return self._opened(record) if record else None

    def _opened(self, record: HouseholdRecord) -> tuple[list[str], Doc, str]:
        packed = self._vault.open_bytes(bytes(record.doc), record.county, _place(record))
        told = json.loads(zlib.decompress(packed))
        return told["members"], told["summary"], str(record.as_of)

    def _kept(self, household_id: str, members: list[str], summary: Doc, at: str) -> list[str]:
        pk = _pk(household_id)
        before = self._storage.get(HouseholdRecord, pk, "MEMBERS", consistent=True)
        standing = self._opened(before) if before else ([], {}, "")
        if standing[1].get("version", 0) > summary["version"]:
            return []
        if before and standing[0] == members and said(standing[1]) == said(summary):
            return members
        at = max(standing[2], at)  # news that come late make nothing older
        record = before or HouseholdRecord(pk, "MEMBERS")
        told = json.dumps({"members": members, "summary": summary}, separators=(",", ":"))
        packed = zlib.compress(told.encode())
        record.doc = self._vault.seal_bytes(packed, record.county, _place(record))
        record.edition, record.as_of = summary["edition"], at
        self._storage.commit(replace(record) if before else create(record))
        return standing[0]


def _pk(household_id: str) -> str:
    return f"{county_of(household_id, 'hh')}#HV#{household_id}"


def _place(record: HouseholdRecord) -> str:
    return f"customers/{record.pk}/{record.sk}/doc"
