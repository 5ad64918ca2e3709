"""What other banks sent since the last look: each message is taken and gets its receipt."""

from __future__ import annotations

from nongxin.accounts.interbank.gateways import Incoming
from nongxin.accounts.interbank.take_incoming import take_incoming
from nongxin.kernel import deadline, log
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.parts import parts

_MESSAGE_SECONDS = 20
_MOST_ROUNDS = 20  # of fifty messages


def take_all() -> int:
    """Until nothing new is on the list: what got its receipt comes off it."""
    taken: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        fresh = [m for m in _incoming() if m.message_no not in taken]
        if not fresh:
            break
        for message in fresh:
            _take(message)
        taken |= {message.message_no for message in fresh}
    return len(taken)


def _incoming() -> list[Incoming]:
    try:
        return parts().network.network.incoming()
    except (Busy, PartnerRefused) as error:
        log.warn("interbank-silent", error=type(error).__name__)
        return []


def _take(message: Incoming) -> None:
    """A message whose taking or receipt fails comes again at the next run."""
    p = parts()
    try:
        with deadline.within(_MESSAGE_SECONDS):
            told = take_incoming(message, p.network)
            p.network.network.receipt(
                message.message_no, accepted=told["accepted"], reason=told["reason"]
            )
    except Exception as error:
        log.bug("interbank-message", error)
