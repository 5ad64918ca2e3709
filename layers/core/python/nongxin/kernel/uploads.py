"""The bucket into which tablets and bureaus send files themselves (presigned), and where checked
ones lie.

What comes in lies under incoming/ for a day and is nobody's until it was checked.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value

_SEND_SECONDS, _SHOW_SECONDS = 900, 300
_GONE = frozenset({"NoSuchKey", "404", "NotFound"})


@value
class Link:
    """Where to send a file with PUT, and the headers that the signature covers."""

    url: str
    headers: dict[str, str]


class Uploads:
    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        """`client` makes the client when the first file comes: most calls have none."""
        self._client = client
        self._bucket = bucket

    @cached_property
    def _s3(self) -> Any:
        return self._client()

    def link(self, key: str, sha256: str, size: int, kind: str) -> Link:
        """For this very file: type, length and hash are signed, and S3 holds to them."""
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        ask = {
            "Bucket": self._bucket,
            "Key": key,
            "ContentType": kind,
            "ContentLength": size,
            "ChecksumSHA256": checksum,
        }
        url = self._s3.generate_presigned_url("put_object", ask, ExpiresIn=_SEND_SECONDS)
        return Link(url, {"Content-Type": kind, "x-amz-checksum-sha256": checksum})

    def size(self, key: str) -> int:
        """In bytes, before anything is fetched; raises Missing."""
        return int(self._asked("head_object", key)["ContentLength"])

    def read(self, key: str) -> bytes:
        """Raises Missing."""
        found: bytes = self._asked("get_object", key)["Body"].read()
        return found

    def read_part(self, key: str, first: int, size: int) -> bytes:
        """So many bytes from the byte `first` on. Raises Missing."""
        span = f"bytes={first}-{first + size - 1}"
        found: bytes = self._asked("get_object", key, Range=span)["Body"].read()
        return found

    def keep(self, key: str, body: bytes, kind: str) -> None:
        """The same file again is the same object."""
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=kind)

    def show(self, key: str) -> str:
        """An address that lasts five minutes."""
        ask = {"Bucket": self._bucket, "Key": key}
        url: str = self._s3.generate_presigned_url("get_object", ask, ExpiresIn=_SHOW_SECONDS)
        return url

    def _asked(self, operation: str, key: str, **more: str) -> Any:
        try:
            return getattr(self._s3, operation)(Bucket=self._bucket, Key=key, **more)
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise Missing() from None
            raise
