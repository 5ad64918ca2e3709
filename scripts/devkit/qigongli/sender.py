"""What 七公里 sends, signed by the specification's own library, and its mischief on request."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from standardwebhooks import Webhook

from devkit import say
from devkit.qigongli.enrolled import Platform

Json = dict[str, Any]
_TIMEOUT_S = 30
_TRIES = 4
_BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Envelope:
    """`late`: how long ago it claims to be signed. `secret` signs it, the platform's own if ""."""

    body: Json
    id: str = field(default_factory=lambda: f"msg_{uuid.uuid4().hex}")
    late: timedelta = timedelta()
    secret: str = ""
    note: str = ""


Mischief = Callable[[list[Envelope]], list[Envelope]]


def plainly(bodies: Iterable[Json]) -> Iterator[Envelope]:
    return map(Envelope, bodies)


def _reordered(sent: list[Envelope]) -> list[Envelope]:
    return random.sample(sent, len(sent))


def _beside(spoil: Callable[[Envelope], Envelope], *, first: bool = False) -> Mischief:
    """Each also as `spoil` makes it; what another mischief made is left as it is."""

    def both(one: Envelope) -> tuple[Envelope, ...]:
        if one.note:
            return (one,)
        return (spoil(one), one) if first else (one, spoil(one))

    return lambda sent: [each for one in sent for each in both(one)]


def _forged(one: Envelope) -> Envelope:
    wrong = "whsec_" + "A" * 43 + "="
    return replace(one, id=f"{one.id}x", secret=wrong, note="wrong signature")


_OLD, _EARLY = timedelta(days=30), timedelta(minutes=-10)
MISCHIEF: dict[str, Mischief] = {
    "duplicates": _beside(lambda one: replace(one, note="again")),
    "reordered": _reordered,
    "old": _beside(lambda one: replace(one, late=_OLD, note="30 days old")),
    "forged": _beside(_forged, first=True),
    "early": _beside(lambda one: replace(one, late=_EARLY, note="from the future"), first=True),
}


@dataclass
class Sender:
    """`url` is the API's address up to the stage. `is_quiet`: only what is refused is said."""

    platform: Platform
    url: str
    is_quiet: bool = False
    http: requests.Session = field(default_factory=requests.Session)

    def send(self, one: Envelope) -> int:
        """The status of the bank's answer to an event."""
        status, told = self._posted("events", one)
        data, kind = one.body["data"], one.body["type"]
        about = data.get("order") or data.get("payout") or data["merchant"]
        if not self.is_quiet or status != 202:
            code = f" {told['code']}" if "code" in told else ""
            note = f" ({one.note})" if one.note else ""
            say.note(
                f"  sent {kind:<20} {about:<16} #{one.body['sequence']:<3}{note} → {status}{code}"
            )
        return status

    def ask(self, path: str, body: Json) -> Json:
        """A signed call of the platform's own; raises RuntimeError with the bank's sentence."""
        status, told = self._posted(path, Envelope(body))
        if status >= 400:
            raise RuntimeError(f"{status} {told.get('code')}: {told.get('detail_en')}")
        return told

    def _posted(self, path: str, one: Envelope) -> tuple[int, Json]:
        """Sent again under the same id where no answer came, as a good sender does."""
        raw = json.dumps(one.body, ensure_ascii=False)
        for number in range(1, _TRIES + 1):
            at = datetime.now(UTC) - one.late
            headers = {
                "Content-Type": "application/json",
                "webhook-id": one.id,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": Webhook(one.secret or self.platform.secret_in).sign(
                    one.id, at, raw
                ),
            }
            url = f"{self.url}/v1/partners/{self.platform.partner_id}/{path}"
            try:
                answer = self.http.post(url, raw.encode(), headers=headers, timeout=_TIMEOUT_S)
            except (requests.ConnectionError, requests.Timeout):
                if number == _TRIES:
                    raise
                continue
            if answer.status_code not in _BUSY or number == _TRIES:
                break
        told = answer.json()
        return answer.status_code, told if isinstance(told, dict) else {}
