"""Partners' simulators check our signatures, once they hold the bank's secret."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from devkit import ports
from devkit.partners import Partners
from devkit.simulators.server import Simulators
from nongxin.kernel import outgoing
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.errors import Busy
from nongxin.kernel.ids import new_id
from nongxin.kernel.outgoing import Partner, PartnerRefused
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.payments.day_end.gateways import HttpSettlementFiles
from nongxin.payments.gateways import HttpGateway

VAULT = Vault(FixedKeys())
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
METER = {"customer_no": "6100000001"}


@pytest.fixture
def partners(tmp_path: Path) -> Iterator[Partners]:
    with Simulators(ports.listen(0), tmp_path / "sms.log") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Partners(int(server.url.rpartition(":")[2]), tmp_path)
        server.shutdown()


def gateway(partners: Partners, secret: bytes | None) -> HttpGateway:
    known = (lambda: secret) if secret else None
    return HttpGateway("power", Partner("power", partners.url, known))


def test_only_the_bank_is_answered_once_its_secret_is_known(partners: Partners) -> None:
    own, other = VAULT.secret("partner-power"), VAULT.secret("partner-water")
    assert gateway(partners, None).enquire("D02", METER).amount_fen > 0
    partners.learn(VAULT.secret)
    assert gateway(partners, own).enquire("D02", METER).amount_fen > 0
    assert gateway(partners, own).ask("py_610722_00000000000000000000000000") is None
    for wrong in (None, other):
        with pytest.raises(PartnerRefused, match="401"):
            gateway(partners, wrong).enquire("D02", METER)


def test_a_file_of_the_day_comes_by_pages_and_differs_as_it_is_told(partners: Partners) -> None:
    partners.learn(VAULT.secret)
    own = Partner("power", partners.url, lambda: VAULT.secret("partner-power"))
    numbers = [new_id("py", "610722", FixedClock(NOON)) for _ in range(501)]
    for number in numbers:
        body = {"number": number, "service": "D02", "bill_no": "", "amount_fen": 100,
                "fields": METER, "secrets": {}}  # fmt: skip
        own.post("power", "payments", body=body)
    partners.post("/power/desk/differences", {"number": numbers[0], "difference": "amount"})
    file = HttpSettlementFiles("power", own)
    lines = {line.number: line.amount_fen for line in file.lines("610722", date(2026, 11, 25))}
    assert lines == dict.fromkeys(numbers, 100) | {numbers[0]: 200}
    assert file.lines("610722", date(2026, 11, 26)) == file.lines("610425", date(2026, 11, 25))
    partners.post("/_faults", {"service": "power", "mode": "error", "seconds": 0.0})
    with pytest.raises(Busy):
        file.lines("610722", date(2026, 11, 25))


def test_two_banks_may_share_the_simulators(partners: Partners) -> None:
    partners.learn(VAULT.secret)
    partners.learn(lambda purpose: b"another bank's secret: " + purpose.encode())
    assert gateway(partners, VAULT.secret("partner-power")).enquire("D02", METER).amount_fen > 0
    other = gateway(partners, b"another bank's secret: partner-power")
    assert other.enquire("D02", METER).amount_fen > 0


def test_an_old_signature_and_changed_bytes_are_refused(
    partners: Partners, monkeypatch: pytest.MonkeyPatch
) -> None:
    partners.learn(VAULT.secret)
    own = gateway(partners, VAULT.secret("partner-power"))
    slow = SimpleNamespace(time=lambda: time.time() - 301, sleep=time.sleep)
    monkeypatch.setattr(outgoing, "time", slow)
    with pytest.raises(PartnerRefused, match="401"):
        own.enquire("D02", METER)
    monkeypatch.undo()
    signature = own.partner._signature

    def of_other_bytes(method: str, url: str, raw: bytes) -> dict[str, Any]:
        return signature(method, url, raw + b" ")

    monkeypatch.setattr(own.partner, "_signature", of_other_bytes)
    with pytest.raises(PartnerRefused, match="401"):
        own.enquire("D02", METER)


def test_simulators_that_are_started_again_know_the_bank_still(tmp_path: Path) -> None:
    own = VAULT.secret("partner-power")
    with Partners(0, tmp_path) as before:
        before.learn(VAULT.secret)
    with Partners(0, tmp_path) as partners:
        assert gateway(partners, own).enquire("D02", METER).amount_fen > 0
        with pytest.raises(PartnerRefused, match="401"):
            gateway(partners, None).enquire("D02", METER)
