"""What closes a loan on a day: the sum that, paid that day, leaves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from nongxin.lending.loans.entries import Credit, Entry
from nongxin.lending.progressive.product import Product
from nongxin.lending.progressive.replay import replay

_MORE_THAN_ANY = 10**15


def payoff(
    product: Product, start: date, dues: Sequence[date], entries: Iterable[Entry], on: date
) -> int:
    """Pays too much and looks what is left over: quote and allocation cannot disagree."""
    history = list(entries)
    trial = Credit(on, on, "quote", _MORE_THAN_ANY, "repayment")
    before = replay(product, start, dues, history, on)
    after = replay(product, start, dues, [*history, trial], on)
    return _MORE_THAN_ANY - (after.overpaid - before.overpaid)
