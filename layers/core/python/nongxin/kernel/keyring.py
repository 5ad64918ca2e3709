"""The key ring over KMS: data keys are made once, kept sealed in the directory, opened once per
cold start.
"""

from __future__ import annotations

from typing import Any

from nongxin.kernel.directory import Directory, Taken
from nongxin.kernel.storage import Storage

_INDEX = "blind-index"


class KmsKeyRing:
    def __init__(self, kms: Any, key_id: str, directory: Directory, storage: Storage) -> None:
        self._kms = kms
        self._key_id = key_id
        self._directory = directory
        self._storage = storage
        self._open: dict[str, bytes] = {}

    def data_key(self, county: str) -> bytes:
        return self._key(f"county-{county}")

    def index_key(self) -> bytes:
        return self._key(_INDEX)

    def _key(self, name: str) -> bytes:
        key = self._open.get(name)
        if key is None:
            sealed = self._directory.sealed_key(name) or self._make(name)
            answer = self._kms.decrypt(
                CiphertextBlob=sealed,
                KeyId=self._key_id,
                EncryptionContext={"name": name},
            )
            key = self._open[name] = bytes(answer["Plaintext"])
        return key

    def _make(self, name: str) -> bytes:
        answer = self._kms.generate_data_key_without_plaintext(
            KeyId=self._key_id, KeySpec="AES_256", EncryptionContext={"name": name}
        )
        sealed = bytes(answer["CiphertextBlob"])
        try:
            self._storage.commit(self._directory.keep_sealed_key(name, sealed))
        except Taken:  # another cold start was first: its key is the key
            return self._directory.sealed_key(name) or sealed
        return sealed
