"""One function, many pieces of work: it calls itself once for each, asynchronously.

A piece that fails is tried once more by the service and then set aside in the failure queue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_ALIAS = "live"  # everything is called by it, see infra/names.py


def call_for_each(pieces: Iterable[dict[str, Any]], function_name: str, client: Any) -> None:
    """`function_name` as Lambda's context tells it; the role allows the alias and nothing else."""
    alias = f"{function_name}:{_ALIAS}"
    for piece in pieces:
        payload = json.dumps(piece).encode()
        client.invoke(FunctionName=alias, InvocationType="Event", Payload=payload)
