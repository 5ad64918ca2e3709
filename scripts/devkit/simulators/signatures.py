"""Who asks a partner: the bank, by the signature of each request (see nongxin.kernel.outgoing).

POST /_secrets {"service", "secret"} gives a simulator the bank's secret (hex); from then on it
answers 401 to what is not signed with it, or signed more than 300 s ago. Several banks that share
the simulators have a secret each.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Collection, Mapping

from devkit.simulators.service import BadRequest, Json, Told, only, text

SKEW_S = 300
REFUSED = Told(401, {"error": "the signature does not fit"})


class Signatures:
    def __init__(self, services: Collection[str]) -> None:
        self._services = frozenset(services)
        self._secrets: dict[str, list[bytes]] = {}

    def learn(self, body: Json) -> Told:
        """Raises BadRequest on an unknown service or a secret that is none."""
        only(body, "service", "secret")
        name = text(body, "service")
        try:
            secret = bytes.fromhex(text(body, "secret"))
        except ValueError:
            raise BadRequest("secret must be hexadecimal") from None
        if name not in self._services or len(secret) < 24:
            raise BadRequest("service must be known, and the secret have 24 bytes")
        known = self._secrets.setdefault(name, [])
        if secret not in known:
            known.append(secret)
        return Told(200, {"services": sorted(self._secrets)})

    def hold(self, service: str, line: str, headers: Mapping[str, str], raw: bytes) -> bool:
        """`line` is method and path as sent, a line each. Who knows no secret believes all."""
        secrets = self._secrets.get(service)
        if not secrets:
            return True
        second, told = headers.get("X-Second", ""), headers.get("X-Signature", "")
        if not second.isdigit() or abs(time.time() - int(second)) > SKEW_S:
            return False
        message = f"{line}\n{second}\n".encode() + raw
        made = (hmac.new(each, message, hashlib.sha256).hexdigest() for each in secrets)
        return any(hmac.compare_digest(each, told) for each in made)
