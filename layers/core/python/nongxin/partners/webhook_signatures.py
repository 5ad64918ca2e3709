"""Calls that a partner signs, as the door checks them: Standard Webhooks over the raw bytes.

The path names the partner, for a sender of webhooks can be given an address and a secret and
nothing else. The signature covers the body alone, so every body says in `type` what it asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from nongxin.kernel.clock import Clock
from nongxin.kernel.http.signed import Signed
from nongxin.kernel.value import value
from nongxin.partners.partner import Direction, Partner, PartnerSuspended
from nongxin.partners.partner_store import Partners
from nongxin.partners.signature import REFUSALS, WebhookSignatureWrong, verified


@value
class WebhookSignatures:
    """`known` is asked when a call comes: a door's import reads nothing."""

    known: Callable[[], tuple[Partners, Clock]]

    headers: ClassVar[dict[str, str]] = {
        "webhook_id": "Webhook-Id",
        "webhook_timestamp": "Webhook-Timestamp",
        "webhook_signature": "Webhook-Signature",
    }
    refusals: ClassVar[tuple[type[Any], ...]] = (*REFUSALS, PartnerSuspended)

    def check(self, signed: Signed, *, is_question: bool) -> Partner:
        """Who signed. Raises the refusals; a key that is another channel's is a wrong signature."""
        partners, clock = self.known()
        partner = partners.find(signed.path.split("/")[3])
        if partner is None or not _may_use(partner, signed):
            raise WebhookSignatureWrong()
        now = clock.now()
        verified(partner.good_secrets(Direction.IN, now), signed.headers, signed.body, now)
        partner.check_active()
        return partner


def _may_use(partner: Partner, signed: Signed) -> bool:
    """Each partner spends the quota of its own API key, never another's."""
    wanted = partner.reach.api_key_id
    return not wanted or wanted == signed.api_key_id
