"""One function, many pieces of work: it calls itself once for each, asynchronously.

A piece that fails is tried once more by the service and then set aside in the failure queue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def call_for_each(pieces: Iterable[dict[str, Any]], own_arn: str, client: Any) -> None:
    """`own_arn` is `context.invoked_function_arn`: the alias that this call came by."""
    for piece in pieces:
        client.invoke(
            FunctionName=own_arn, InvocationType="Event", Payload=json.dumps(piece).encode()
        )
