"""What is started ends with its starter; a killed cloud is known."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devkit import ports, processes
from devkit.cloud import LocalCloud
from devkit.processes import Program


def sleeper(log: Path) -> Program:
    return Program("a sleeper", Path(sys.executable), "asyncio", (), dict(os.environ), log)


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and processes.alive(pid):
        time.sleep(0.02)
    return not processes.alive(pid)


def test_a_stopped_process_is_gone(tmp_path: Path) -> None:
    child = processes.start(sleeper(tmp_path / "log"), leashed=False)
    processes.stop(child.pid, limit_s=5)
    assert not processes.alive(child.pid)


def test_a_leashed_process_ends_with_its_starter(tmp_path: Path) -> None:
    """Also when the starter is killed and can clean nothing up."""
    starter = (
        "import os, pathlib, sys; from devkit import processes;"
        "wait = processes.Program('w', pathlib.Path(sys.executable), 'http.server', ('0',),"
        f" dict(os.environ), pathlib.Path({str(tmp_path / 'log')!r}));"
        "print(processes.start(wait).pid, flush=True); os.kill(os.getpid(), 9)"
    )
    said = subprocess.run([sys.executable, "-c", starter], capture_output=True, text=True)
    assert gone_within(int(said.stdout), seconds=10)


def test_what_is_thrown_away_is_gone_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "workers"
    processes.throw_away(folder)
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_text("x")
    processes.throw_away(folder)
    assert not folder.exists()


def test_a_killed_cloud_is_told_from_a_stopped_one(tmp_path: Path) -> None:
    cloud = LocalCloud(tmp_path, ports.free_port())
    assert not cloud.was_killed()
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / f"ministack-{cloud.port}.pid").write_text("1")
    assert cloud.was_killed()


@pytest.mark.parametrize("is_saving", [True, False])
def test_what_a_cloud_saved_by_halves_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_saving: bool
) -> None:
    cloud, state = LocalCloud(tmp_path, ports.free_port()), tmp_path / "state"
    state.mkdir()
    for name in ("apigateway.json", "lambda.json"):
        (state / name).write_text("{}")
        os.utime(state / name, (1.0, 1.0))

    def killed(_pid: int, _limit_s: int) -> bool:
        if is_saving:
            (state / "apigateway.json").write_text("{}")
        return False

    monkeypatch.setattr(LocalCloud, "pid", lambda _: 1)
    monkeypatch.setattr(processes, "stop", killed)
    assert not cloud.stop()
    assert cloud.has_saved() != is_saving


def test_a_wiped_cloud_is_another_one(tmp_path: Path) -> None:
    cloud = LocalCloud(tmp_path, ports.free_port())
    before = cloud.identity()
    assert cloud.identity() == before
    cloud.wipe()
    assert cloud.identity() != before
