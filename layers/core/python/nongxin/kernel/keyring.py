"""The key ring over KMS: data keys are made once, kept sealed in the directory, opened once per
cold start.

A county's key may be changed: then there is a second one beside it, the next generation, and the
first one's row names which of them seals. Which it is, is read anew every few minutes.
"""

from __future__ import annotations

import time
from typing import Any

from nongxin.kernel.directory import Directory, Taken
from nongxin.kernel.errors import Rule
from nongxin.kernel.privacy import LAST_GENERATION
from nongxin.kernel.records import replace
from nongxin.kernel.storage import Storage

_INDEX = "blind-index"
# So long a warm function may go on sealing with the key before; opening needs no lease.
LEASE_SECONDS = 300


class NoGenerationLeft(Rule):
    code = "key-generations-used-up"
    zh = "该县数据密钥已更换{most}次，无法再更换"
    en = "The county's data key was changed {most} times: no more generations"


class KmsKeyRing:
    def __init__(self, kms: Any, key_id: str, directory: Directory, storage: Storage) -> None:
        self._kms = kms
        self._key_id = key_id
        self._directory = directory
        self._storage = storage
        self._open: dict[str, bytes] = {}
        self._read: dict[str, bytes] = {}
        self._current: dict[str, tuple[int, float]] = {}

    def data_key(self, county: str, generation: int = 0) -> bytes:
        return self._key(_name(county, generation))

    def index_key(self) -> bytes:
        return self._key(_INDEX)

    def generation(self, county: str) -> int:
        found, until = self._current.get(county, (0, 0.0))
        if time.monotonic() >= until:
            row = self._directory.sealed_key_row(_name(county))
            found = int(row.generation or 0) if row else 0
            if row:
                self._read[_name(county)] = bytes(row.sealed)
            self._current[county] = found, time.monotonic() + LEASE_SECONDS
        return found

    def change(self, county: str, at: str) -> int:
        """Makes the county's next key; answers its generation. `at` is the instant, as ISO text.

        Raises NoGenerationLeft, and StaleRecord where somebody else changed it just now.
        """
        self.data_key(county)  # there has to be a first one
        first = self._directory.sealed_key_row(_name(county))
        assert first is not None
        generation = int(first.generation or 0) + 1
        if generation > LAST_GENERATION:
            raise NoGenerationLeft(most=LAST_GENERATION)
        name = _name(county, generation)
        first.generation, first.changed_at = generation, at
        self._storage.commit(
            self._directory.keep_sealed_key(name, self._sealed(name)), replace(first)
        )
        self._current.pop(county, None)
        return generation

    def _key(self, name: str) -> bytes:
        key = self._open.get(name)
        if key is None:
            sealed = self._read.get(name) or self._directory.sealed_key(name) or self._make(name)
            answer = self._kms.decrypt(
                CiphertextBlob=sealed,
                KeyId=self._key_id,
                EncryptionContext={"name": name},
            )
            key = self._open[name] = bytes(answer["Plaintext"])
        return key

    def _make(self, name: str) -> bytes:
        sealed = self._sealed(name)
        try:
            self._storage.commit(self._directory.keep_sealed_key(name, sealed))
        except Taken:  # another cold start was first: its key is the key
            return self._directory.sealed_key(name) or sealed
        return sealed

    def _sealed(self, name: str) -> bytes:
        answer = self._kms.generate_data_key_without_plaintext(
            KeyId=self._key_id, KeySpec="AES_256", EncryptionContext={"name": name}
        )
        return bytes(answer["CiphertextBlob"])


def _name(county: str, generation: int = 0) -> str:
    return f"county-{county}#{generation}" if generation else f"county-{county}"
