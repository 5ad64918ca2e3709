"""A proxy in front of a local cloud's DynamoDB that makes some tables slow, sick or unreachable.

    proxy = FaultProxy(upstream=f"http://127.0.0.1:{port}", log=home / "proxy.log")
    with proxy, LocalCloud(home, port, proxy.env()) as cloud:
        cdk.deploy(cloud)
        with proxy.failing("nongxin-local-*-south"):
            ...

Faults are told apart by the table's name in the request, also inside a transaction or a batch, so
that one shard can be down while the others serve. The workers' DynamoDB calls go through the
proxy; those of the test itself need not.
"""

from __future__ import annotations

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devkit import environment, ports, processes
from devkit.ports import HOST
from devkit.processes import Helper, Program

_START_LIMIT_S = 30
_ALWAYS: dict[str, Any] = {"service": "dynamodb"}


@dataclass
class FaultProxy(Helper):
    """`microburst` in front of `upstream`, on a free port of the loopback."""

    upstream: str
    log: Path
    port: int = field(default_factory=ports.free_port)
    _rules: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def env(self) -> dict[str, str]:
        """What sends a process' DynamoDB calls through this proxy."""
        return {"AWS_ENDPOINT_URL_DYNAMODB": self.url}

    def start(self) -> None:
        words = ("--upstream", self.upstream, "--host", HOST, "--port", str(self.port))
        python = environment.ensure_cloud()
        env = environment.variables()
        program = Program(
            "the fault proxy", python, "microburst", (*words, "--no-resign"), env, self.log
        )
        self._child = processes.start(program)
        try:
            processes.wait_until_up(program, self._child, self._control("health"), _START_LIMIT_S)
            self._warm_up()
        except BaseException:
            self.stop()
            raise

    @contextlib.contextmanager
    def failing(
        self, tables: str, code: str = "InternalServerError", share: float = 1.0
    ) -> Iterator[None]:
        """DynamoDB answers with AWS's error `code` for tables of that name (`*` is a wildcard).

        `share` of the requests, drawn at random, are met; the others pass.
        """
        with self._rule(tables, error={"code": code}, probability=share):
            yield

    @contextlib.contextmanager
    def slow(self, tables: str, seconds: float) -> Iterator[None]:
        """DynamoDB answers rightly, but `seconds` later."""
        with self._rule(tables, latency=round(seconds * 1000)):
            yield

    @contextlib.contextmanager
    def hanging(self, tables: str, seconds: float = 60) -> Iterator[None]:
        """DynamoDB does not answer at all within `seconds`; the request does not reach it."""
        with self._rule(tables, timeout_ms=round(seconds * 1000)):
            yield

    @contextlib.contextmanager
    def cut_off(self, tables: str) -> Iterator[None]:
        """The connection breaks before the request reaches DynamoDB."""
        with self._rule(tables, reset=True):
            yield

    @contextlib.contextmanager
    def losing_answers(self, tables: str) -> Iterator[None]:
        """DynamoDB does what was asked, but the answer breaks off: the caller cannot know."""
        with self._rule(tables, response={"abort_bytes": 1}):
            yield

    def heal(self) -> None:
        """End all faults."""
        self._rules.clear()
        self._send("POST", "rules", self._rules)

    def fired(self) -> list[dict[str, Any]]:
        """The faults that were really met, newest last."""
        found: list[dict[str, Any]] = self._send("GET", "fired?limit=1000")
        return found

    @contextlib.contextmanager
    def _rule(self, tables: str, **fault: Any) -> Iterator[None]:
        rule = _ALWAYS | {"body": matching(tables)} | fault
        self._rules.append(rule)
        self._send("POST", "rules", self._rules)
        try:
            yield
        finally:
            if rule in self._rules:
                self._rules.remove(rule)
            self._send("POST", "rules", self._rules)

    def _warm_up(self) -> None:
        """The first request takes seconds (it reads AWS's models): not a test's, but this one."""
        request = urllib.request.Request(self.url, b"{}", method="POST")
        request.add_header("X-Amz-Target", "DynamoDB_20120810.ListTables")
        request.add_header("Content-Type", "application/x-amz-json-1.0")
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=60):
            pass

    def _control(self, what: str) -> str:
        return f"{self.url}/_microburst/{what}"

    def _send(self, method: str, what: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._control(what), data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)


def matching(tables: str) -> str:
    """A JMESPath condition on a DynamoDB request: it names a table like `tables`.

    At most one `*`. Looks at TableName, at a transaction's items and at a batch's keys.
    """
    head, _, tail = tables.partition("*")
    named = "[TableName, TransactItems[].*[].TableName, keys(RequestItems || `{}`)][]"
    like = f"starts_with(@, '{head}') && ends_with(@, '{tail}')"
    test = like if "*" in tables else f"@ == '{tables}'"
    return f"length({named} | [?@] | [?{test}]) > `0`"
