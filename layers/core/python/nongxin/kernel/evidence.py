"""Evidence (证据): texts that must be shown unchanged years later, kept compressed and sealed under
their hash.

The bucket is object-locked: nobody deletes or overwrites a version before its time. The same text
kept twice is the same object, so a retry changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from nongxin.kernel.errors import Missing
from nongxin.kernel.privacy import Vault


class Evidence:
    def __init__(self, s3: Any, bucket: str, vault: Vault) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._vault = vault

    def keep(self, kind: str, county: str, text: str) -> str:
        """Stores the text; answers its SHA-256 (hex), which is how it is found again."""
        digest = sha256(text.encode()).hexdigest()
        key = f"{kind}/{county}/{digest}"
        body = self._vault.seal_bytes(zlib.compress(text.encode(), 6), county, key)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)
        return digest

    def read(self, kind: str, county: str, digest: str) -> str:
        """The text; raises Missing, or ValueError if the stored text does not have that hash."""
        key = f"{kind}/{county}/{digest}"
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise Missing() from None
            raise
        text = zlib.decompress(self._vault.open_bytes(answer["Body"].read(), county, key)).decode()
        if sha256(text.encode()).hexdigest() != digest:
            raise ValueError(f"{key} does not hold what its name says")
        return text

    def every(self, kind: str, county: str) -> Iterator[str]:
        """All texts of a kind and county, as the bucket lists them."""
        prefix = f"{kind}/{county}/"
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        for page in pages:
            for found in page.get("Contents", ()):
                if found["Key"].startswith(prefix):
                    yield self.read(kind, county, found["Key"].rpartition("/")[2])
