"""scripts/partners: the systems outside the bank, simulated on 127.0.0.1 until Ctrl-C.

SMS gateway, credit bureau, identity check, poverty list, payment network and the stations' partners
(power, water, UnionPay, …), all on one port. scripts/local start keeps them beside the local cloud.
Codes can be read in .local/sms.log or at /sms/{phone}. Misbehaviour, until "none":

    curl URL/_faults                                                which there are, and how each is
    curl -d '{"service": "power", "mode": "lost"}' URL/_faults    or slow, error, twice, down
    curl -d '{"service": "*", "mode": "slow", "seconds": 3}' URL/_faults

The stations' partners check the bank's signature once they have its secret (POST /_secrets).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from devkit import kept, paths, ports, processes
from devkit.ports import HOST
from devkit.processes import Helper, Program
from devkit.simulators.billers import DUE
from devkit.simulators.server import Simulators

SMS_LOG = paths.LOCAL / "sms.log"
MARK = paths.LOCAL / "partners.json"
SECRETS_FILE = "partner-secrets.json"
_START_LIMIT_S = 20


@dataclass
class Partners(Helper):
    """The simulators as a process beside us: `with Partners(0, tmp_path) as them:`.

    `port` 0 stands for any; it is known once they run.
    """

    port: int = ports.PARTNERS.usual
    home: Path = paths.LOCAL

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self, leashed: bool = True) -> None:
        """Start and wait. Raises Trouble when the port is taken."""
        if self.port:
            ports.PARTNERS.must_be_free(self.port)
        with ports.listen(self.port) as listening:
            self._start_on(listening, leashed)

    def start_on_one_of(self, numbers: Iterable[int]) -> None:
        """Start and wait, on the first of these ports that is free."""
        with ports.listen_on_one_of(numbers) as listening:
            self._start_on(listening, leashed=True)

    def _start_on(self, listening: socket, leashed: bool) -> None:
        self.port = listening.getsockname()[1]
        words = ("--socket", str(listening.fileno()), "--sms-log", str(self.home / "sms.log"))
        env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(paths.SCRIPTS), "TZ": "UTC"}
        log = self.home / "partners.log"
        python = Path(sys.executable)
        program = Program("the partners", python, "devkit.partners", words, env, log, listening)
        self._child = processes.start(program, leashed)
        if not leashed:  # before it answers: whoever is killed now leaves one that can be found
            kept.write(MARK, {"pid": self._child.pid, "port": self.port})
        try:
            processes.wait_until_up(program, self._child, f"{self.url}/_health", _START_LIMIT_S)
        except BaseException:
            self.stop()
            raise
        for told in kept.read(self._secrets).get("secrets", []):
            self.post("/_secrets", told)

    @property
    def _secrets(self) -> Path:
        """What they were told of the bank, for when they are started again beside it."""
        return self.home / SECRETS_FILE

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def learn(self, secret_of: Callable[[str], bytes]) -> None:
        """They are given the bank's secrets, and answer to nothing else any more."""
        secrets = [
            {"service": service, "secret": secret_of(f"partner-{service}").hex()}
            for service in (*DUE, "pins")
        ]
        for told in secrets:
            self.post("/_secrets", told)
        kept.write(self._secrets, {"secrets": secrets})

    @contextmanager
    def failing(self, service: str, mode: str, seconds: float = 3.0) -> Iterator[None]:
        """A service misbehaves for a while; see devkit.simulators.faults."""
        self.post("/_faults", {"service": service, "mode": mode, "seconds": seconds})
        try:
            yield
        finally:
            self.post("/_faults", {"service": service, "mode": "none"})


def shared() -> Partners:
    """The simulators that scripts/local keeps beside the shared local cloud, started if need be."""
    partners = running()
    if partners is None:
        partners = Partners(ports.PARTNERS.wanted())
        partners.start(leashed=False)
    return partners


def running() -> Partners | None:
    """The shared simulators, found on the port where they run."""
    mark = kept.read(MARK)
    if mark and processes.alive(mark["pid"], "devkit.partners"):
        return Partners(int(mark["port"]))
    return None


def forget_the_bank() -> None:
    """The next one has other secrets."""
    (paths.LOCAL / SECRETS_FILE).unlink(missing_ok=True)


def stop_shared() -> None:
    if running():
        processes.stop(kept.read(MARK)["pid"])
    MARK.unlink(missing_ok=True)


def addresses(partners: Partners) -> dict[str, str]:
    """What a deployment must be told so that its functions find these simulators."""
    if partners.port == ports.PARTNERS.usual:
        return {}  # what stage local expects anyway
    return dict.fromkeys(("sms_url", "bureau_url", "network_url", "billers_url"), partners.url)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/partners",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    port = ports.PARTNERS
    parser.add_argument(
        "--port",
        type=int,
        default=port.wanted(),
        help=f"or by {port.variable}; usually {port.usual}",
    )
    parser.add_argument("--sms-log", type=Path, default=SMS_LOG, help="where messages are written")
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)  # one that listens already
    asked = parser.parse_args(argv)
    with Simulators(_listening(asked), asked.sms_log) as server:
        print(f"partners at {server.url}, messages in {paths.shown(asked.sms_log)}", flush=True)
        server.serve_forever()
    return 0


def _listening(asked: argparse.Namespace) -> socket:
    if asked.socket is not None:
        return socket(fileno=asked.socket)
    ports.PARTNERS.must_be_free(asked.port)
    return ports.listen(asked.port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
