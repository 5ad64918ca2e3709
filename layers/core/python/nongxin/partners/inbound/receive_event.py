"""Receive an event: kept as it came, sealed, and announced to whom works it. Nothing else happens
at the door.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.events import outbox
from nongxin.kernel.value import value
from nongxin.partners.events import PartnerEventReceived
from nongxin.partners.inbound.inbox_store import AlreadyReceived, Inbox, Source
from nongxin.partners.inbound.messages import Message, read_message
from nongxin.partners.partner import Partner
from nongxin.partners.problems import CountyNotAgreed, EventTimeWrong, KindNotAgreed
from nongxin.partners.signature import TOLERANCE_S

# No platform's books begin earlier (assumed).
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@value
class ReceiveEvent:
    """`id` is the webhook's; `raw` the body whose signature was checked."""

    partner: Partner
    id: str
    raw: bytes


def receive_event(command: ReceiveEvent, inbox: Inbox, clock: Clock) -> bool:
    """Answers whether the very same event came before.

    What is refused is listed for ops. Raises what read_message refuses, KindNotAgreed,
    CountyNotAgreed, EventTimeWrong, EventIdReused.
    """
    partner, now = command.partner, clock.now()
    source = Source(partner.id, partner.county, command.id)
    try:
        message = read_message(command.raw)
        source = replace(source, kind=message.kind.name)
        _must_be_agreed(message, partner)
        _must_have_happened(message.at, now)
        told = PartnerEventReceived(
            county=partner.county, partner_id=partner.id, event_id=command.id, kind=source.kind
        )
        inbox.storage.commit(inbox.add(source, command.raw, now, outbox([told], clock)))
    except AlreadyReceived:
        return True
    except Busy:
        raise
    except Problem as problem:
        inbox.storage.commit(inbox.refuse(source, problem, now))
        raise
    return False


def _must_be_agreed(message: Message, partner: Partner) -> None:
    if message.kind.code not in partner.reach.kinds_in:
        raise KindNotAgreed(kind=message.kind.code)
    if not partner.serves(message.county):
        raise CountyNotAgreed(county=message.county)


def _must_have_happened(at: datetime, now: datetime) -> None:
    latest = now + timedelta(seconds=TOLERANCE_S)
    if not _EARLIEST <= at <= latest:
        raise EventTimeWrong(earliest=_EARLIEST.date().isoformat(), latest=stamp(latest))
