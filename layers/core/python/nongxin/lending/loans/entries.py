"""What can happen to a loan: one noun per kind of entry, for every kind of plan.

Amounts are whole fen above zero, rates annual fractions. `KNOWN_TO_CONTRACTS` are the entries that
the contracts of the bank know; loans that come from other systems know the others too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from nongxin.kernel.value import value
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.lending.reckoning.schedule import DueDate


@value
class Entry:
    """`on` is the day from which it counts, `booked_on` the business date on which it was made."""

    on: date
    booked_on: date
    by: str


@value
class Repayment(Entry):
    """Money for the loan, from `account`: the borrower's, or whoever pays for them."""

    amount_fen: int
    account: str
    ahead: Ahead = Ahead.REDUCE_INSTALMENT


@value
class Reversal(Entry):
    """The entry number `of` counts no longer."""

    of: int


@value
class Refund(Entry):
    """A credit balance goes back to the borrower."""

    amount_fen: int
    account: str


@value
class Draw(Entry):
    """The money, or more of it, goes out."""

    amount_fen: int
    account: str


@value
class Waiver(Entry):
    parts: Parts


@value
class RateChange(Entry):
    """From `on` the annual rate is another one (LPR reset, concession)."""

    rate_annual: Decimal


@value
class Diversion(Entry):
    """The money, or `amount_fen` of it, is used for something else (挪用); 0 is all of it."""

    amount_fen: int = 0


@value
class Pause(Entry):
    """No interest from `on` on; `until` is the first day that bears it again."""

    until: date


@value
class NewPlan(Entry):
    """Other due dates for the lines to come. `why`: extension, renewal, reschedule or due_date.
    The dates are fixed here, with their holidays.
    """

    why: str
    dates: tuple[DueDate, ...]

    @property
    def capitalises(self) -> bool:
        return self.why == "reschedule"

    @property
    def anchor_on(self) -> date | None:
        """The date from which the rhythm goes on, where the entry moves the due dates."""
        return self.dates[0].due_on if self.why == "due_date" else None


@value
class ChargeOff(Entry):
    """The loan is taken for lost: interest stops, the claim stays."""


@value
class WriteOff(Entry):
    """核销: what is owed leaves the books."""


KNOWN_TO_CONTRACTS = (
    Repayment,
    Reversal,
    Refund,
    Draw,
    Waiver,
    RateChange,
    Diversion,
    Pause,
    NewPlan,
    ChargeOff,
    WriteOff,
)


@value
class NetDraw(Draw):
    """A draw from which a fee is kept back at once."""

    fee_fen: int = 0


@value
class Credit(Entry):
    """Money that is no repayment of the borrower. `kind` chooses the order in which it fills the
    loan: down_payment, goodwill_credit, payout_refund, merchant_issued_refund, recovery, …
    """

    amount_fen: int
    kind: str


@value
class InterestRefund(Entry):
    """With the refunds of `kinds` goes the interest that would not have run without the money."""

    kinds: tuple[str, ...]


@value
class Respread(Entry):
    """What is overdue is spread over the instalments to come, which are reckoned anew. The overdue
    interest goes into the next one or, with `split`, evenly into all.
    """

    split: bool = False


@value
class CalledDue(Entry):
    """提前到期: all that is owed falls due on the day, and the contract's interest ends."""


@value
class Charge(Entry):
    """A fee or penalty that falls due on `on`."""

    amount_fen: int
    penalty: bool = False


@value
class InstalmentFee(Entry):
    """A fee with every instalment: an amount, or a share of its interest, principal or both."""

    amount_fen: int = 0
    of_interest: Fraction = Fraction(0)
    of_instalment: Fraction = Fraction(0)
    of_principal: Fraction = Fraction(0)


@value
class ChargeWaiver(Entry):
    """What is unpaid of the charge that entry number `of` made is let off."""

    of: int
