"""A terminal's side of the signature: its key, and the four headers of a request.

Written from the contract (nongxin/kernel/http/signed.py), not with its code.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass
class Device:
    """`terminal_id` is known once its number was given. `clock_off_s`: how far its clock is off.
    `operator_id`: who has signed on at it.
    """

    terminal_id: str = ""
    clock_off_s: int = 0
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)
    operator_id: str = ""

    @property
    def public_key(self) -> str:
        return _text(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def enrolment(self, code: str) -> dict[str, str]:
        """The body that enrols this key."""
        return {
            "terminal_id": self.terminal_id,
            "code": code,
            "public_key": self.public_key,
            "proof": self.signature(f"enrol\n{self.terminal_id}\n{code}\n".encode()),
        }

    def rotation(self, next_key: Device, nonce: str) -> dict[str, str]:
        """The body that puts another device's key in the place of this one."""
        proof = next_key.signature(f"rotate\n{self.terminal_id}\n{nonce}\n".encode())
        return {"public_key": next_key.public_key, "proof": proof}

    def headers(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        nonce: str = "",
        second: int | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """`path` begins with /v1. Each call has a nonce of its own unless one is given."""
        now = int(time.time()) + self.clock_off_s if second is None else second
        nonce = nonce or secrets.token_urlsafe(16)
        whole = f"{path}?{urlencode(sorted(query.items()))}" if query else path
        lines = [method, whole, self.terminal_id, str(now), nonce, ""]
        return {
            "X-Terminal": self.terminal_id,
            "X-Second": str(now),
            "X-Nonce": nonce,
            "X-Signature": self.signature("\n".join(lines).encode() + body),
        }

    def signature(self, message: bytes) -> str:
        return _text(self.key.sign(message))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
