"""What closes a loan on a day: the sum that, paid that day, leaves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from nongxin.lending.engine.events import Event, Paid
from nongxin.lending.engine.product import Product
from nongxin.lending.engine.replay import replay

_MORE_THAN_ANY = 10**15


def payoff(
    product: Product, start: date, dues: Sequence[date], events: Iterable[Event], on: date
) -> int:
    """Pays too much and looks what is left over: quote and allocation cannot disagree."""
    history = list(events)
    trial = Paid(10**9, on, on, _MORE_THAN_ANY)
    before = replay(product, start, dues, history, on)
    after = replay(product, start, dues, [*history, trial], on)
    return _MORE_THAN_ANY - (after.overpaid - before.overpaid)
