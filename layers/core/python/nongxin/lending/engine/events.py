"""What happens to a loan. `on` is the value date, `booked_on` the day of entry, `nr` its order.

A history is a list of these; nothing in it is ever changed: a reversal is an event of its own.
Amounts are in minor units, above zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Event:
    nr: int
    on: date
    booked_on: date


@dataclass(frozen=True)
class Disbursed(Event):
    """The money, or a tranche of it, goes out; a `fee` is kept back from it at once."""

    amount: int
    fee: int = 0


@dataclass(frozen=True)
class Paid(Event):
    """Money that fills what is owed. `kind` chooses the order of allocation: repayment,
    down_payment, goodwill_credit, payout_refund, merchant_issued_refund, interest_payment_waiver,
    recovery, …
    """

    amount: int
    kind: str = "repayment"


@dataclass(frozen=True)
class InterestGivenBack(Event):
    """With the refunds of `kinds` goes the interest that would not have run without the money."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Reversed(Event):
    """The event `of` counts no longer, from this entry on."""

    of: int


@dataclass(frozen=True)
class RateChanged(Event):
    """From `on` the annual rate is `rate` (LPR reset, default rate, concession)."""

    rate: Fraction


@dataclass(frozen=True)
class Paused(Event):
    """No interest from `on` to `until`, both included."""

    until: date


@dataclass(frozen=True)
class Extended(Event):
    """展期: so many more instalments at the end, from `on`."""

    instalments: int


@dataclass(frozen=True)
class DueMoved(Event):
    """The due date `on` moves to `to`; later ones follow at the rhythm from there."""

    to: date


@dataclass(frozen=True)
class Respread(Event):
    """What is overdue on `on` is spread over the instalments still to come, which are reckoned
    anew. The overdue interest goes into the next one or, with `split`, evenly into all.
    """

    split: bool = False


@dataclass(frozen=True)
class CalledDue(Event):
    """提前到期: all that is owed falls due on the day, and the contract's interest ends."""


@dataclass(frozen=True)
class Charged(Event):
    """A fee or penalty that falls due on `on`."""

    amount: int
    penalty: bool = False


@dataclass(frozen=True)
class FeePerInstalment(Event):
    """A fee with every instalment: `amount`, or a share of its interest, principal or all of it."""

    amount: int = 0
    of_interest: Fraction = Fraction(0)
    of_instalment: Fraction = Fraction(0)
    of_principal: Fraction = Fraction(0)


@dataclass(frozen=True)
class ChargeWaived(Event):
    """What is unpaid of the charge `of` is let off."""

    of: int


@dataclass(frozen=True)
class ChargedOff(Event):
    """The loan is taken for lost; interest stops. The claim stays."""


@dataclass(frozen=True)
class WrittenOff(Event):
    """核销: what is owed leaves the books."""


@dataclass(frozen=True)
class Refunded(Event):
    """A credit balance goes back to the borrower."""

    amount: int
