"""The whole bank in one process: doors, outbox, queues and workflow as the deployment joins them.

`Inside` is the demo's `Bank`, answered by the handlers themselves instead of over HTTP. Each
function has parts of its own, as workers do; what its writes announce is carried on until nothing
is left.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import nongxin.parts
from devkit.bank import Bank, Json, Refused
from infra.functions import FUNCTIONS, Trigger, those
from nongxin.kernel import log
from nongxin.kernel.aws import Aws
from nongxin.kernel.http.call import principal_from
from nongxin.kernel.settings import Settings
from nongxin.parts import Parts
from tests.bench.machine import Run
from tests.bench.tape import Change, Tape, TapedAws
from tests.fakes.gateway import ask

_ARN = "arn:aws-cn:execute-api:bench"
_PARAMETER = re.compile(r"{(\w+)}")


class Inside(Bank):
    def __init__(self, settings: Settings, tape: Tape, partners_url: str) -> None:
        super().__init__("inside:", partners_url)
        self.settings = settings
        self.tape = tape
        self.runs: list[Run] = []
        self._waiting: dict[str, Run] = {}
        self._parts: dict[str, Parts] = {}
        self._now = ""
        os.environ.update(settings.to_env())
        log._logger.setLevel(logging.CRITICAL)
        nongxin.parts.Parts = lambda _: self._worker()  # type: ignore[assignment,misc]

    def call(
        self, method: str, path: str, body: Json | None = None, *, token: str = "", key: str = ""
    ) -> Json:
        folder, resource, told = _route(method, path.partition("?")[0])
        route = f"{method} {resource.removeprefix('/v1')}"
        told |= {"body": body, "headers": {"Accept-Language": self.language}}
        told |= {"key": key} if key else {}
        if token:
            asked = {"authorizationToken": f"Bearer {token}", "methodArn": _ARN}
            allowed = self.invoke("authorizer", f"{route}: authorizer", asked)
            told["by"] = principal_from({"authorizer": allowed["context"]})
        handler = self.handler(folder)
        self.tape.step = route
        answer = self.run(route, lambda: ask(handler, method, resource, **told))
        self.carry_on()
        if answer.status >= 400:
            raise Refused(answer.status, answer.body)
        found: Json = answer.body
        return found

    def invoke(self, folder: str, step: str, event: Any) -> Any:
        handler = self.handler(folder)
        self.tape.step = step
        return self.run(folder, lambda: handler(event, None))

    def run(self, _what: str, call: Callable[[], Any]) -> Any:
        """One call of a handler; `_what` is a door's route, else a folder."""
        return call()

    def new_aws(self) -> Aws:
        return TapedAws(self.tape)

    def handler(self, folder: str) -> Any:
        """A function's handler, about to run on its own parts."""
        self._now = folder
        nongxin.parts.parts.cache_clear()
        return importlib.import_module(f"{folder}.handler").handler

    def _worker(self) -> Parts:
        if self._now not in self._parts:
            made = self._parts[self._now] = Parts(self.settings)
            made.__dict__["aws"] = self.new_aws()
        return self._parts[self._now]

    def carry_on(self) -> None:
        """Streams to the bus, the bus to the queues, and every run as far as it goes."""
        tape = self.tape
        while tape.commits or tape.published or tape.started or tape.answered:
            while tape.commits:
                for record_batch in _batches(tape.commits.pop(0)):
                    self.invoke("stream_outbox", "stream_outbox", {"Records": record_batch})
            while tape.published:
                self._deliver(tape.published.pop(0))
            while tape.started:
                run = Run(**tape.started.pop(0))
                self.runs.append(run)
                self._go(run)
            while tape.answered:
                token, told = tape.answered.pop(0)
                run = self._waiting.pop(token)
                run.answered(told)
                self._go(run)

    def _deliver(self, event: Json) -> None:
        for function in FUNCTIONS:
            if event["type"] in function.events:
                record = {"messageId": event["id"], "body": json.dumps({"detail": event})}
                step = f"{function.folder} ({event['type']})"
                answer = self.invoke(function.folder, step, {"Records": [record]})
                assert not answer["batchItemFailures"], step

    def _go(self, run: Run) -> None:
        while (task := run.next_task()) is not None:
            answer = self.invoke(task.folder, f"workflow: {task.state}", task.payload)
            if task.token:
                self._waiting[task.token] = run
                return
            run.done(answer)


def _batches(commit: list[Change]) -> Iterator[list[Json]]:
    """The stream records of one commit, table by table, less what the mapping filters out."""
    tables: dict[str, list[Json]] = {}
    for number, change in enumerate(commit):
        if "S" in change.after.get("events", {}) and change.after is not change.before:
            images = {"NewImage": change.after, "OldImage": change.before}
            keys = {name: change.after[name] for name in ("pk", "sk")}
            record = {
                "eventName": "MODIFY" if change.before else "INSERT",
                "eventSourceARN": f"arn:aws-cn:dynamodb:table/{change.table}/stream",
                "dynamodb": images | {"Keys": keys, "SequenceNumber": str(number)},
            }
            tables.setdefault(change.table, []).append(record)
    yield from tables.values()


def _route(method: str, path: str) -> tuple[str, str, Json]:
    """The door, the resource and the path's parameters; a fixed path before one with parameters."""
    for function in those(Trigger.HTTP):
        prefix = f"/{function.door}"
        if not f"{path}/".startswith(f"{prefix}/"):
            continue
        routes = importlib.import_module(f"{function.folder}.handler").app.routes
        for pattern in sorted(routes, key=lambda p: p.count("{")):
            like = _PARAMETER.sub(r"(?P<\1>\\w+)", pattern)
            found = re.fullmatch(like, path[len(prefix) :] or "/")
            if found and method in routes[pattern]:
                resource = f"/v1{prefix}{pattern}".rstrip("/")
                return function.folder, resource, {"path": found.groupdict()}
    raise LookupError(f"{method} {path}")
