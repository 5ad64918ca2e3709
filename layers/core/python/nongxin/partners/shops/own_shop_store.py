"""Which shops are whose: by the blind index of an ID number, so that a person's data is found."""

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.counties import DIRECTORY
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, put
from nongxin.kernel.storage import Storage
from nongxin.partners.shops.merchant import MerchantKey

_ID_NO = "id_no"


class OwnShopRecord(Record):
    """`home` is the county where the merchant's books lie."""

    context = DIRECTORY

    home = UnicodeAttribute()


class OwnShops:
    """A row only finds a shop: whose it is now, the merchant's own record says."""

    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def of(self, id_no: str) -> list[MerchantKey]:
        rows = self._storage.query(OwnShopRecord, self._pk(id_no), consistent=True)
        names = [(str(row.home), *str(row.sk).split("#")) for row in rows]
        return [MerchantKey(*name) for name in names]

    def add(self, id_no: str, key: MerchantKey) -> Write:
        return put(self._record(id_no, key))

    def forget(self, id_no: str, key: MerchantKey, now: datetime) -> Write:
        """The row runs out at once."""
        record = self._record(id_no, key)
        record.expires_at = int(now.timestamp())
        return put(record)

    def _record(self, id_no: str, key: MerchantKey) -> OwnShopRecord:
        name = f"{key.partner}#{key.merchant}"
        return OwnShopRecord(self._pk(id_no), name, home=key.county)

    def _pk(self, id_no: str) -> str:
        return f"SHOPS#{self._vault.blind(_ID_NO, id_no)}"
