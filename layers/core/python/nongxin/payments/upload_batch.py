"""Upload a batch: what a terminal took while it had no line, in any order, twice, each once.

Every order has its own number, so a batch needs none: a call that ran out of time, or whose answer
was lost, is sent again as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy, Problem, Unauthenticated
from nongxin.kernel.value import value
from nongxin.payments.pay import Paid, pay
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import NotOffline
from nongxin.payments.settle_payment import PARTNER_SECONDS
from nongxin.payments.take_order import TakeOrder, service_named, take_order
from nongxin.stations.terminal import Terminal

# What one order may take: its partner's time, and a second for our own books.
_SECONDS_EACH = PARTNER_SECONDS + 1


@value
class Uploaded:
    """What became of one order. Neither `paid` nor `refusal`: it was not looked at, or nothing is
    known of it yet: the terminal keeps it and sends it again.
    """

    number: str
    paid: Paid | None = None
    refusal: Problem | None = None


def upload_batch(
    commands: Sequence[TakeOrder], terminal: Terminal, parts: PaymentParts
) -> list[Uploaded]:
    """In the order of the commands. One that is refused does not hold the others.

    Raises NonceReplayed for a copy of the very request that was answered.
    """
    return [_uploaded(each, terminal, parts) for each in commands]


def _uploaded(command: TakeOrder, terminal: Terminal, parts: PaymentParts) -> Uploaded:
    number = f"{command.on:%Y%m%d}-{command.trace}"
    if deadline.remaining() < _SECONDS_EACH:
        return Uploaded(number)
    try:
        service = service_named(command.service, parts)
        if not service.offline_days:
            raise NotOffline(service=service.code)
        return Uploaded(number, pay(take_order(command, terminal, parts), parts))
    except Busy:
        return Uploaded(number)
    except Unauthenticated:
        raise
    except Problem as refusal:
        return Uploaded(number, refusal=refusal)
