"""Mending what the local cloud saved, before it is read again.

MiniStack keeps how far each function had read a table's stream, yet not the stream itself, which
begins anew at nought: after a stop and a start nothing would be delivered until as many changes
had been made as ever before. Without the old positions every stream is read from its start.
"""

from __future__ import annotations

import json
from pathlib import Path

_POSITIONS = '"dynamodb_stream_positions": '


def forget_stream_positions(state: Path) -> None:
    """`state` is MiniStack's STATE_DIR; the cloud must not be running. Else nothing changes.

    The file also holds every layer (some 70 MB), so it is not parsed as a whole.
    """
    file = state / "lambda.json"
    saved = file.read_text("utf-8") if file.exists() else ""
    at = saved.rfind(_POSITIONS)
    if at < 0:
        return
    begin = at + len(_POSITIONS)
    _, end = json.JSONDecoder().raw_decode(saved, begin)
    new = file.with_suffix(".new")
    new.write_text(f"{saved[:begin]}{{}}{saved[end:]}", "utf-8")
    new.replace(file)
