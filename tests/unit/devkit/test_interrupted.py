"""Ctrl-C, and a polite kill: a script says so, ends, and leaves nothing half-done running."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from devkit import paths
from devkit.planting import Planter
from devkit.seed import _county
from devkit.trouble import INTERRUPTED

# A step in which two threads work on until they are told that it is enough, as the seed's do.
_WORK = """
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from devkit import say

def plant(enough):
    print("planting", flush=True)
    while not enough.wait(0.01):
        pass

def main(argv):
    enough = Event()
    with say.step("households"), ThreadPoolExecutor(2) as pool:
        try:
            list(pool.map(plant, [enough, enough]))
        except BaseException:
            enough.set()
            raise
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_script_at_work_ends_and_says_so(tmp_path: Path, sign: signal.Signals) -> None:
    (tmp_path / "work.py").write_text(_WORK)
    run = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
sys.path[:0] = [{str(paths.ROOT / "scripts")!r}, {str(tmp_path)!r}]
from devkit import bootstrap
bootstrap.run("work", environment=False)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", run], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    while "planting" not in child.stdout.readline():
        pass
    child.send_signal(sign)
    said, complained = child.communicate(timeout=60)
    assert child.returncode == INTERRUPTED
    assert "interrupted" in said
    assert complained.strip().endswith(": interrupted")
    assert "Traceback" not in complained


def test_a_county_that_is_being_seeded_stops_after_the_household_at_hand() -> None:
    enough = Event()

    def without_end(*_: Any) -> Iterator[SimpleNamespace]:
        for number in range(1_000_000):
            if number == 3:
                enough.set()
            yield SimpleNamespace(is_new=True)

    planter = SimpleNamespace(
        county="610425", county_staff=list, households=without_end, station=lambda: "st"
    )
    _, _, found, added = _county(cast(Planter, planter), 150, date(2026, 11, 26), enough)
    assert len(found) == added == 3
