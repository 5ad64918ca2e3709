"""What days cost: the contract's rate with all that has changed it, and what lateness costs.

Lengths of time are given in years *at the contract's rate*: a day at twice the rate counts double,
a paused day not at all. So every formula stays balance x rate x years, whatever became of the rate.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from nongxin.kernel.value import value
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.due_dates import Grid
from nongxin.lending.reckoning.instalments import interest
from nongxin.lending.reckoning.terms import LoanTerms


@value
class RateHistory:
    """What became of the contract's rate; every date is the first day on which it holds.

    `rates` are annual rates from a day on, in the order in which they were set; `pauses` are days
    without interest, the second of each the first that bears it again; `diverted_on`: that share of
    the principal is used for something else from then on (挪用); `stopped_on`: no interest any more.
    """

    rates: tuple[tuple[date, Decimal], ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()
    diverted_on: date | None = None
    diverted_share: Fraction = Fraction(1)
    stopped_on: date | None = None

    @property
    def is_plain(self) -> bool:
        return self == PLAIN

    def turns(self) -> set[date]:
        """The days on which anything changes."""
        days = {since for since, _ in self.rates} | {day for pause in self.pauses for day in pause}
        return days | {day for day in (self.diverted_on, self.stopped_on) if day}

    def rate_on(self, day: date, contract: Decimal) -> Decimal:
        """The newest rate of those that hold on the day."""
        held = [(since, rate) for since, rate in self.rates if since <= day]
        return max(held, key=lambda pair: pair[0])[1] if held else contract

    def diverted_on_day(self, day: date) -> Fraction:
        """The share of the principal that is used for something else."""
        is_so = self.diverted_on is not None and day >= self.diverted_on
        return self.diverted_share if is_so else Fraction(0)

    def bears(self, day: date) -> bool:
        paused = any(start <= day < end for start, end in self.pauses)
        return not paused and (self.stopped_on is None or day < self.stopped_on)


PLAIN = RateHistory()
_ONE = Fraction(1)


@value
class Pricing:
    """Prices a loan's days. 银发〔2003〕251号: overdue principal bears the penalty rate in place of
    the contract's, what is diverted the diverted rate; of the two the heavier, never both.
    """

    terms: LoanTerms
    grid: Grid
    history: RateHistory
    matures_on: date

    def years(self, start: date, end: date) -> Fraction:
        """For interest."""
        return self._weighed(start, end, self._uplift)

    def interest(self, balance_fen: int, start: date, end: date) -> int:
        return self._fen(balance_fen, self.years(start, end))

    def lateness(self, start: date, end: date, unpaid: Parts) -> Parts:
        """Penalty on unpaid principal and compound interest on unpaid interest, in fen.

        Unpaid interest bears the contract's rate until maturity and the penalty rate after it.
        """
        late = self._weighed(start, end, self._late_uplift)
        penalty = self._fen(unpaid.principal_fen, late)
        compound = self._compound(start, end, unpaid.interest_fen) if self.terms.compound else 0
        return Parts(compound_fen=compound, penalty_fen=penalty)

    def _compound(self, start: date, end: date, unpaid_fen: int) -> int:
        turn = min(max(self.matures_on, start), end)
        within = self._weighed(start, turn, lambda _: _ONE)
        after = self._weighed(turn, end, self._late_uplift)
        return self._fen(unpaid_fen, within) + self._fen(unpaid_fen, after)

    def _fen(self, balance_fen: int, years: Fraction) -> int:
        return interest(balance_fen, self.terms.rate_annual, years, self.terms.rounding)

    def _uplift(self, day: date) -> Fraction:
        share = self.history.diverted_on_day(day)
        return 1 + share * Fraction(self.terms.diverted_uplift) if share else _ONE

    def _late_uplift(self, day: date) -> Fraction:
        late, share = Fraction(self.terms.penalty_uplift), self.history.diverted_on_day(day)
        heavier = max(late, Fraction(self.terms.diverted_uplift)) if share else late
        return 1 + late + share * (heavier - late)

    def _weighed(self, start: date, end: date, uplift: Callable[[date], Fraction]) -> Fraction:
        history, terms = self.history, self.terms
        between = terms.day_count.between
        if history.is_plain:
            return between(start, end, self.grid) * uplift(start)
        inside = sorted(day for day in history.turns() if start < day < end)
        years = Fraction(0)
        for since, until in pairwise([start, *inside, max(start, end)]):
            if history.bears(since) and terms.rate_annual:
                now = Fraction(history.rate_on(since, terms.rate_annual)) * uplift(since)
                years += between(since, until, self.grid) * now / Fraction(terms.rate_annual)
        return years
