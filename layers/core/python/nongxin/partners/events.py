"""What the partners context publishes."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class PartnerEvent(Event):
    partner_id: str
    by: str


@value(kw_only=True)
class PartnerEnrolled(PartnerEvent):
    counties: tuple[str, ...]


@value(kw_only=True)
class PartnerChanged(PartnerEvent):
    """Its name, reach, kinds of event, addresses or key."""

    counties: tuple[str, ...]


@value(kw_only=True)
class PartnerTurned(PartnerEvent):
    """`status`: active or suspended."""

    status: str


@value(kw_only=True)
class PartnerSecretMade(PartnerEvent):
    """`direction`: in (the partner signs) or out (we sign). Earlier ones end at `others_until`."""

    direction: str
    others_until: str


@value(kw_only=True)
class PartnerEventReceived(Event):
    """An event of a partner lies in the inbox of its home county, to be worked."""

    partner_id: str
    event_id: str
    kind: str


@value(kw_only=True)
class NewsWritten(Event):
    """A message waits on a partner's line."""

    partner_id: str
    sequence: int


@value(kw_only=True)
class LineTurned(Event):
    """A partner's line was opened or paused, or has messages to send again. `by`: ops, partner."""

    partner_id: str
    state: str
    by: str


@value(kw_only=True)
class PayoutDecided(Event):
    """Two members of staff agreed, or did not, on a payout that was stuck. `act`: retry, end."""

    partner_id: str
    merchant: str
    payout: str
    act: str
    agrees: bool
    asked_by: str
    by: str


@value(kw_only=True)
class PlatformAccountDecided(PartnerEvent):
    """A second person agreed, or did not, to the account that a platform pays out of."""

    account_id: str
    approves: bool
    asked_by: str
