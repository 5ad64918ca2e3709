"""What a tablet sends over a slow link: JSON, deflated, in base64. Unpacked with a bound."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from nongxin.archives.refusals import BadBatch

# A door takes 64 KiB; archives shrink to a tenth, so that what grows beyond this is a bomb.
LARGEST_BYTES = 2 * 1024 * 1024


def unpacked(text: str) -> bytes:
    """Raises BadBatch for what is no packed text, is cut off, or grows beyond 2 MiB."""
    try:
        packed = base64.b64decode(text, validate=True)
        unpack = zlib.decompressobj()
        told = unpack.decompress(packed, LARGEST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        raise BadBatch() from None
    if not unpack.eof or unpack.unconsumed_tail:
        raise BadBatch()
    return told


def packed(households: list[dict[str, Any]]) -> str:
    """The tablet's side of it."""
    told = json.dumps(households, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(told.encode(), 9)).decode()
