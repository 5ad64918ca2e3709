"""A local cloud: one MiniStack on the loopback, its state in a folder of its own.

`main()` is the one that scripts/local keeps running; tests start private ones beside it:

    with LocalCloud(home, free_port(), {"SFN_WAIT_SCALE": "0"}) as cloud:
        cdk.deploy(cloud)
        table = cloud.client("dynamodb")

MiniStack saves its state at a clean stop only. Its own pid file, which it takes away then, tells a
killed run from a clean one.
"""

from __future__ import annotations

import os
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devkit import environment, kept, paths, ports, processes, saved, say
from devkit.ports import HOST
from devkit.processes import Helper, Program

REGION = "cn-northwest-1"
_MODULE = "devkit.emulator"
_START_LIMIT_S = 90
_STOP_LIMIT_S = 120  # it writes down all that it holds, which takes long on a busy machine
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SSL_CERT_FILE")


@dataclass
class LocalCloud(Helper):
    """MiniStack on `port` with its state under `home`; `env` adds to its settings and workers."""

    home: Path
    port: int
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "cloud.log"

    def start(self, fresh: bool = False, leashed: bool = True) -> bool:
        """Start it and wait for it; returns whether an earlier run had been killed.

        Raises Trouble when the port is taken. With `fresh`, what was kept is thrown away first;
        also when a killed run had saved nothing, since its stores would not agree.
        """
        with environment.alone("cloud"):
            if self.running():
                return False
            self._await_its_end()
            killed = self.was_killed()
            if killed:
                self.forget_deployments()
            if fresh or (killed and not self.has_saved()):
                self.wipe()
            ports.CLOUD.must_be_free(self.port)
            self._launch(leashed)
        return killed

    def _launch(self, leashed: bool) -> None:
        self._clear_marks()
        saved.forget_stream_positions(self.home / "state")
        program = Program(
            "the local cloud", environment.ensure_cloud(), _MODULE, (), self._env(), self.log
        )
        self._child = processes.start(program, leashed)
        self._write_marks(self._child.pid)
        health = f"{self.url}/_ministack/health"
        try:
            processes.wait_until_up(program, self._child, health, _START_LIMIT_S)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> bool:
        """Stop it and wait until its state is saved; returns whether it ended by itself.

        Killed in the middle of saving, it has kept nothing: its stores would not agree.
        """
        pid, begun = self.pid(), time.time()
        clean = processes.stop(pid, _STOP_LIMIT_S) if pid else True
        if self._child and self._child.stdin:
            self._child.stdin.close()
        self._child = None
        (self.home / "cloud.json").unlink(missing_ok=True)
        if clean:
            processes.throw_away(self._workers())
        elif any(file.stat().st_mtime >= begun for file in self._saved()):
            self.wipe()
        return clean

    def _await_its_end(self) -> None:
        """One that runs and does not answer is still stopping, or never will: two must not share
        a folder.
        """
        if self.pid():
            with say.step("an earlier local cloud ends"):
                self.stop()

    def pid(self) -> int | None:
        """The process that runs now, or None."""
        pid = self._mark().get("pid")
        return pid if pid and processes.alive(pid, _MODULE) else None

    def running(self) -> bool:
        return self.pid() is not None and processes.answers(f"{self.url}/_ministack/health")

    def was_killed(self) -> bool:
        """Whether the last run ended without saving what it had."""
        return self.pid() is None and any(self._workers().glob("ministack-*.pid"))

    def wipe(self) -> None:
        """Forget everything that the cloud holds; it must not be running."""
        for folder in ("state", "s3", "workers"):
            processes.throw_away(self.home / folder)
        self.forget_deployments()

    def forget_deployments(self) -> None:
        for file in ("deployed.json", "outputs.json"):
            (self.home / file).unlink(missing_ok=True)

    def identity(self) -> str:
        """Names the content of this cloud: another one after a fresh start."""
        file = self.home / "state" / "identity"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(uuid.uuid4().hex)
        return file.read_text()

    def outputs(self) -> dict[str, dict[str, str]]:
        """What the stacks say of themselves after the last deploy: stack → name → value."""
        return kept.read(self.home / "outputs.json")

    def variables(self) -> dict[str, str]:
        """What an AWS SDK needs in its environment to talk to this cloud."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def client(self, service: str) -> Any:
        """A boto3 client of this cloud, for looking behind the doors in tests and tools."""
        import boto3

        return boto3.session.Session().client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106
        )

    def api_url(self, api_id: str, stage: str) -> str:
        """Where a REST API of this cloud answers; its id changes when its document does."""
        return f"{self.url}/restapis/{api_id}/{stage}/_user_request_"

    def empty(self) -> None:
        """Throw away everything that a running cloud holds (0.2 s); deploy again after it."""
        request = urllib.request.Request(f"{self.url}/_ministack/reset", method="POST")
        with urllib.request.urlopen(request, timeout=60):
            pass
        (self.home / "state" / "identity").unlink(missing_ok=True)
        self.forget_deployments()

    def _env(self) -> dict[str, str]:
        """Only what is said here: workers inherit it, and a person's own AWS settings must not."""
        kept = {k: os.environ[k] for k in _KEPT_VARIABLES if k in os.environ}
        for folder in ("state", "s3", "workers"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        return {
            **kept,
            "PYTHONPATH": str(paths.SCRIPTS),  # of the emulator alone, not of its workers
            "HOME": str(self._workers()),
            "TZ": "UTC",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "LOG_LEVEL": "WARNING",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "TMPDIR": str(self._workers()),
            "S3_DATA_DIR": str(self.home / "s3"),
            "STATE_DIR": str(self.home / "state"),
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "LAMBDA_WARM_TTL_SECONDS": "60",
            "AWS_EC2_METADATA_DISABLED": "true",
            "DOCKER_HOST": f"unix://{self._workers() / 'no-docker'}",
            **self.env,
        }

    def _workers(self) -> Path:
        """Where MiniStack unpacks workers and keeps its pid file; of no use after a clean stop."""
        return self.home / "workers"

    def _clear_marks(self) -> None:
        processes.throw_away(self._workers())
        self.identity()

    def _write_marks(self, pid: int) -> None:
        mark = {"pid": pid, "port": self.port, "url": self.url}
        kept.write(self.home / "cloud.json", mark)

    def _mark(self) -> dict[str, Any]:
        return kept.read(self.home / "cloud.json")

    def has_saved(self) -> bool:
        return any(self._saved())

    def _saved(self) -> Iterator[Path]:
        return (self.home / "state").glob("*.json")


def main() -> LocalCloud:
    """The cloud that scripts/local, scripts/demo and a developer share.

    One that runs is found on the port where it runs; else NONGXIN_PORT says the port.
    """
    cloud = LocalCloud(paths.LOCAL, ports.CLOUD.wanted())
    if cloud.pid():
        cloud.port = int(cloud._mark()["port"])
    return cloud
