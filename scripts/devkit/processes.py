"""Start and stop the helpers that run beside us: the local cloud, the fault proxy, simulators.

A helper listens on the loopback only. `leashed` ones end with the process that started them,
whatever happens to it; the others run on until they are stopped (`scripts/local start`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from devkit import paths
from devkit.trouble import FAILED_STEP, PORT_TAKEN, Trouble

_LEASH = str(Path(__file__).with_name("leash.py"))
_LOG_LINES_SHOWN = 15
_AWAY = "away-"
_TAKEN = "address already in use"


@dataclass(frozen=True)
class Program:
    """What to run: `python -m module words…` with exactly `env`, its output going to `log`."""

    name: str
    python: Path
    module: str
    words: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    listening: socket.socket | None = None  # it inherits; its starter closes its own copy


class Helper(ABC):
    """What runs beside us from `start` to `stop`: `with helper:`."""

    _child: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> object:
        """Start it and wait until it answers; one that does not is stopped."""

    def stop(self) -> bool:
        """End it, whether it runs or not; says whether it needed no force."""
        child, self._child = self._child, None
        if child and child.stdin:
            child.stdin.close()
        return stop(child.pid) if child else True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(program: Program, leashed: bool = True) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own, so that a Ctrl-C reaches its starter alone."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    run = ["-P", _LEASH, program.module] if leashed else ["-P", "-m", program.module]
    with program.log.open("ab") as log:
        return subprocess.Popen(
            [str(program.python), *run, *program.words],
            env=dict(program.env),
            cwd=paths.ROOT,
            stdin=subprocess.PIPE if leashed else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[program.listening.fileno()] if program.listening else [],
        )


def wait_until_up(program: Program, child: subprocess.Popen[bytes], url: str, limit_s: int) -> None:
    """Return as soon as `url` answers; raises Trouble with the log's end if it never does."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if child.poll() is not None:
            end_of_log = log_end(program.log)
            code = PORT_TAKEN if _TAKEN in end_of_log.lower() else FAILED_STEP
            raise Trouble(f"{program.name} ended at once:\n{end_of_log}", code)
        if answers(url):
            return
        time.sleep(0.05)
    stop(child.pid)
    raise Trouble(f"{program.name} did not answer within {limit_s} s:\n{log_end(program.log)}")


def answers(url: str) -> bool:
    with contextlib.suppress(OSError, urllib.error.URLError):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=5) as reply:
            return bool(reply.status == 200)
    return False


def stop(pid: int, limit_s: int = 40) -> bool:
    """End a process politely and wait for it; says whether it needed no force."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if not alive(pid):
                return True
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)
        return False
    return True


def throw_away(folder: Path) -> None:
    """Remove a folder of many thousand files: it is out of the way at once, and another process
    takes it apart (with what a killed one has left), which can last a minute.
    """
    if not folder.exists():
        return
    paths.TMP.mkdir(parents=True, exist_ok=True)
    try:
        folder.rename(Path(tempfile.mkdtemp(prefix=_AWAY, dir=paths.TMP)) / folder.name)
    except OSError:  # on another disk
        shutil.rmtree(folder, ignore_errors=True)
    nothing = subprocess.DEVNULL
    words = ["rm", "-rf", "--", *map(str, paths.TMP.glob(f"{_AWAY}*"))]
    subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def alive(pid: int, module: str = "") -> bool:
    """Whether `pid` runs and, as far as the system tells, runs `module` (a pid is used again)."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    command = command_of(pid)  # empty for one that has ended and that nobody has asked after
    return bool(command) and module in command


def command_of(pid: int) -> str:
    words = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    status = Path(f"/proc/{pid}/cmdline")
    if status.exists():
        return status.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    with contextlib.suppress(OSError):
        return subprocess.run(words, capture_output=True, text=True).stdout
    return ""


def log_end(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-_LOG_LINES_SHOWN:]) or f"({paths.shown(log)} is empty)"
