"""A dead partner slows nobody else: each has a client and a breaker of its own."""

from __future__ import annotations

from typing import Any

import pytest
import urllib3

from nongxin.kernel.aws import Breaker
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import Partner
from nongxin.payments.gateways import Gateways, HttpGateway


class Line:
    """What lies behind two partners: one answers, the other's line is dead."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def gateway(self, code: str) -> HttpGateway:
        partner = Partner(code, "https://partner.example")
        partner._pool.request = self._request  # type: ignore[method-assign]
        return HttpGateway(code, partner)

    def _request(self, method: str, url: str, **_: Any) -> Any:
        self.asked.append(url)
        if "/power/" in url:
            raise urllib3.exceptions.ProtocolError()
        return _Answer()


class _Answer:
    status = 404

    def read(self, _: int) -> bytes:
        return b"{}"

    def release_conn(self) -> None:
        pass


def test_the_dead_one_is_left_alone_and_the_other_is_asked() -> None:
    line = Line()
    gateways = Gateways(line.gateway)
    for _ in range(Breaker.FAILURES_TO_OPEN):
        with pytest.raises(Busy):
            gateways("power").ask("py_1")
    before = len(line.asked)
    with pytest.raises(Busy):
        gateways("power").ask("py_1")
    assert len(line.asked) == before  # the breaker is open: nothing is sent, nobody waits
    assert gateways("water").ask("py_1") is None
    assert line.asked[before:] == ["https://partner.example/water/payments/py_1"]
