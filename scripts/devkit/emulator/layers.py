"""The workers of a function share what a layer unpacks to.

MiniStack unpacks every layer for every worker: 3,300 files of ours, two seconds in which it does
nothing else. Here a layer is unpacked once, and a worker gets a link to it; like on AWS, a function
has no business to write there.
"""

import hashlib
import os
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

_MANY = 200  # files; a function's own code stays its own
_lock = threading.Lock()


class SharedZip(zipfile.ZipFile):
    """A ZIP that unpacks into a folder by becoming a link in its place."""

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        if len(self.infolist()) < _MANY:
            super().extractall(path, members, pwd)
            return
        with _lock:
            shared = self._unpacked()
        os.rmdir(path)
        os.symlink(shared, path, target_is_directory=True)

    def _unpacked(self) -> Path:
        content = repr([(each.filename, each.CRC) for each in self.infolist()])
        digest = hashlib.sha256(content.encode()).hexdigest()[:16]
        shared = Path(tempfile.gettempdir()) / f"layer-{digest}"
        if not shared.exists():
            half = Path(tempfile.mkdtemp(prefix="half-"))
            super().extractall(half)
            half.rename(shared)
        return shared


def unpack_once() -> None:
    """From now on, in this process."""
    lambda_runtime.zipfile = SimpleNamespace(**vars(zipfile) | {"ZipFile": SharedZip})
