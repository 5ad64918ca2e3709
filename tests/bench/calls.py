"""Processor time of a call without AWS: what AWS answered once is answered again, off the wire.

A farmer's way through the bank is gone in this process; on the way each call of interest is made
again and again. All of ours is in it: routing, contracts, rules, sealing, PynamoDB, botocore up to
the socket and from it, and the log line.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from botocore.awsrequest import AWSResponse
from rich.table import Table

from nongxin.kernel import log
from nongxin.kernel.aws import Aws
from tests.bench.application import bank_inside, cast_of, life
from tests.bench.inside import Inside
from tests.bench.show import console
from tests.bench.tape import Raw, TapedAws

CALLS = 60
_UNCOUNTED = 5
ROUTES = (
    "authorizer",
    "POST /auth/sign-ins/{sign_in_id}/code",
    "POST /customers",
    "PUT /archives/{household_id}/sections/{section}",
    "POST /accounts/{account_id}/deposits",
    "POST /loans/applications",
    "GET /loans/applications/{application_id}",
    "GET /loans/applications/{application_id}/contract",
    "POST /loans/applications/{application_id}/signature",
)


def main() -> None:
    with bank_inside(Timed) as bank:
        bank.is_timing = False
        players = cast_of(bank)
        life(bank, players, 1)
        bank.is_timing = True
        life(bank, players, 2)
    show(bank)


@dataclass
class Wire:
    """Between a client and its socket. Reads are known by their content, writes by their kind."""

    real: Any
    is_off: bool = False
    sent: int = 0
    answers: dict[Any, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def send(self, request: Any) -> AWSResponse:
        self.sent += 1
        kind = (request.method, request.headers.get("X-Amz-Target", b""))
        known = self.answers.get((kind, request.body), self.answers.get(kind))
        if not self.is_off or known is None:
            answer = self.real.send(request)
            known = (answer.status_code, dict(answer.headers), answer.content)
            self.answers[kind] = self.answers[kind, request.body] = known
        status, headers, content = known
        return AWSResponse(request.url, status, headers, Raw(content))


class WiredAws(TapedAws):
    def __init__(self, bank: Timed) -> None:
        super().__init__(bank.tape)
        self._wires = bank.wires

    def _made(self, service: str, shard: str) -> Any:
        is_new = (service, shard) not in self._clients
        client = super()._made(service, shard)
        if is_new:
            client._endpoint.http_session = wire = Wire(client._endpoint.http_session)
            self._wires.append(wire)
        return client


class Timed(Inside):
    """The bank inside, with a stopwatch at the routes of interest."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.is_timing = False
        self.wires: list[Wire] = []
        self.spent_us: dict[str, tuple[float, int]] = {}
        self._log_to_nowhere()

    def new_aws(self) -> Aws:
        return WiredAws(self)

    def run(self, what: str, call: Callable[[], Any]) -> Any:
        answer = call()
        if self.is_timing and what in ROUTES and what not in self.spent_us:
            self._offline(True)
            times = [_timed_us(call) for _ in range(CALLS + _UNCOUNTED)][_UNCOUNTED:]
            sent = sum(wire.sent for wire in self.wires) // (CALLS + _UNCOUNTED)
            self.spent_us[what] = median(times), sent
            self._offline(False)
        return answer

    def _offline(self, is_off: bool) -> None:
        self.tape.is_on = not is_off
        for wire in self.wires:
            wire.is_off, wire.sent = is_off, 0

    def _log_to_nowhere(self) -> None:
        log._logger.setLevel(logging.INFO)
        for handler in log._logger.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(open(os.devnull, "w"))  # noqa: SIM115


def _timed_us(call: Callable[[], Any]) -> float:
    begun = time.thread_time()
    call()
    return (time.thread_time() - begun) * 1e6


def show(bank: Timed) -> None:
    table = Table(title=f"Processor time of a call without AWS, median of {CALLS}")
    table.add_column("call", no_wrap=True)
    table.add_column("CPU µs", justify="right")
    table.add_column("calls of AWS in it", justify="right")
    for route in ROUTES:
        spent, sent = bank.spent_us[route]
        table.add_row(route, f"{spent:,.0f}", str(sent))
    console.print(table)
