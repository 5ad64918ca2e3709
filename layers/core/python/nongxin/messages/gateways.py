"""The SMS gateway (短信网关).

The contract that we hold a gateway to (assumed; operators differ in spelling, not in substance):

    POST <sms_url>/sms   {"phone": "13…", "text": "…", "message_id": "…"}
    202 accepted; the same message_id again within 48 hours: 202, and no second message
    4xx our request is wrong; 429, 5xx or silence: try again

Sending under the same id is therefore safe to repeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from nongxin.kernel.outgoing import Partner
from nongxin.messages.templates import text_of


class Sms(Protocol):
    def send(self, phone: str, text: str, message_id: str) -> None:
        """Raises Busy when the gateway does not take it."""
        ...


class HttpSms:
    def __init__(self, partner: Partner) -> None:
        self._partner = partner

    def send(self, phone: str, text: str, message_id: str) -> None:
        body = {"phone": phone, "text": text, "message_id": message_id}
        self._partner.post("sms", body=body, repeatable=True)


class Texts:
    """Messages by template, for every context that tells somebody something."""

    def __init__(self, sms: Sms) -> None:
        self._sms = sms

    def send(self, phone: str, template: str, facts: Mapping[str, str], message_id: str) -> None:
        self._sms.send(phone, text_of(template, facts), message_id)
