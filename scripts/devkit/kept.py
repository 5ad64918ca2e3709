"""Small JSON files that the scripts keep for their next run.

A file is there whole or not at all, whenever a script is killed; one that cannot be read (another
version's, a full disk's) counts as none.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """What was written; {} where there is nothing that can be read."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(file: Path, told: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    new.replace(file)
