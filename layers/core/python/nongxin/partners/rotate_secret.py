"""Make a partner's next secret for one direction; those before it go on counting for a while."""

from __future__ import annotations

from datetime import timedelta

from nongxin.kernel.clock import stamp
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.events import PartnerSecretMade
from nongxin.partners.partner import LONGEST_OVERLAP, Direction, Secret
from nongxin.partners.ports import EnrolParts
from nongxin.partners.signature import new_secret


@value
class RotateSecret:
    """`given`: a secret that the partner's own system made; "" where we make it."""

    partner_id: str
    direction: Direction
    overlap_h: int
    given: str = ""


@value
class Made:
    """`secret` is shown to whoever sets the partner up, once; `others_until` as a stamp."""

    secret: str
    others_until: str


def rotate_secret(command: RotateSecret, by: Principal, parts: EnrolParts) -> Made:
    """Two at once: one of them is refused (StaleRecord), so no secret is lost unseen.

    Raises Missing, SecretInvalid, SecretKnown, TooManySecrets.
    """
    partner = parts.reached(command.partner_id, by)
    now, overlap = parts.clock.now(), timedelta(hours=command.overlap_h)
    fresh = Secret(command.direction, command.given or new_secret())
    after = partner.with_secret(fresh, overlap, now)
    until = stamp(now + min(overlap, LONGEST_OVERLAP))
    told = PartnerSecretMade(
        county=partner.county,
        partner_id=partner.id,
        by=by.id,
        direction=command.direction.value,
        others_until=until,
    )
    parts.partners.storage.commit(parts.partners.save(after, outbox([told], parts.clock)))
    return Made(fresh.text, until)
