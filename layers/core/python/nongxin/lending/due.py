"""What is still unpaid of one instalment, and what its lateness costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from nongxin.lending.allocation import Parts
from nongxin.lending.due_dates import Grid
from nongxin.lending.instalments import interest
from nongxin.lending.schedule import Instalment
from nongxin.lending.terms import LoanTerms


@dataclass(frozen=True)
class Due:
    """A line of the plan with its unpaid parts; lateness is charged up to `charged_to`."""

    row: Instalment
    unpaid: Parts
    charged_to: date

    @staticmethod
    def of(row: Instalment) -> Due:
        unpaid = Parts(interest_fen=row.interest_fen, principal_fen=row.principal_fen)
        return Due(row, unpaid, row.due_on)

    @property
    def is_open(self) -> bool:
        return self.unpaid.total_fen > 0

    def is_late(self, day: date) -> bool:
        return self.is_open and day > self.row.payable_by

    def less(self, paid: Parts) -> Due:
        return replace(self, unpaid=self.unpaid - paid)

    def charged(self, day: date, pricing: Lateness) -> Due:
        """The same with penalty and compound interest up to (not including) the day.

        In time until `payable_by`; after that it is late from the due date itself.
        """
        if not self.is_late(day) or day <= self.charged_to:
            return self
        late = pricing.between(self.charged_to, day, self.unpaid)
        return replace(self, unpaid=self.unpaid + late, charged_to=day)


@dataclass(frozen=True)
class Lateness:
    """What being late costs: 银发〔2003〕251号.

    Overdue principal bears the penalty rate in place of the contract's. Unpaid interest bears
    compound interest at the contract's rate until maturity and at the penalty rate after it.
    """

    terms: LoanTerms
    grid: Grid
    matures_on: date

    def between(self, start: date, end: date, unpaid: Parts) -> Parts:
        terms = self.terms
        years = terms.day_count.between(start, end, self.grid)
        penalty = interest(unpaid.principal_fen, terms.rate_penalty, years, terms.rounding)
        compound = self._compound(start, end, unpaid.interest_fen) if terms.compound else 0
        return Parts(compound_fen=compound, penalty_fen=penalty)

    def _compound(self, start: date, end: date, unpaid_fen: int) -> int:
        terms = self.terms
        turn = min(max(self.matures_on, start), end)
        within = terms.day_count.between(start, turn, self.grid)
        after = terms.day_count.between(turn, end, self.grid)
        return interest(unpaid_fen, terms.rate_annual, within, terms.rounding) + interest(
            unpaid_fen, terms.rate_penalty, after, terms.rounding
        )
