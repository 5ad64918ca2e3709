"""What we ask of a partner is signed over the raw body, with a secret of that partner alone."""

from __future__ import annotations

import hashlib
import hmac
from types import SimpleNamespace
from typing import Any

import pytest

from nongxin.kernel.outgoing import Partner
from nongxin.kernel.privacy import FixedKeys, Vault

VAULT = Vault(FixedKeys())


def asked(monkeypatch: pytest.MonkeyPatch, partner: Partner) -> dict[str, Any]:
    sent: dict[str, Any] = {}

    def request(method: str, url: str, **told: Any) -> Any:
        sent.update(told, method=method, url=url)
        return SimpleNamespace(status=200, read=lambda _: b"{}", release_conn=lambda: None)

    monkeypatch.setattr(partner._pool, "request", request)
    partner.post("power", "payments", body={"number": "py_1", "地": "陕西"})
    return sent


def test_a_partner_can_check_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = VAULT.secret("partner-power")
    sent = asked(monkeypatch, Partner("power", "https://partner.example/v1", lambda: secret))
    second = sent["headers"]["X-Second"]
    message = f"POST\n/power/payments\n{second}\n".encode() + sent["body"]
    expected = hmac.new(secret, message, hashlib.sha256).hexdigest()
    assert sent["headers"]["X-Signature"] == expected


def test_each_partner_has_a_secret_of_its_own() -> None:
    secrets = {VAULT.secret(f"partner-{code}") for code in ("power", "water", "pins")}
    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 3


def test_who_shares_no_secret_is_asked_unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = asked(monkeypatch, Partner("sms", "https://partner.example"))
    assert "X-Signature" not in sent["headers"]
