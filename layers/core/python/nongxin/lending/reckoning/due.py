"""What is still unpaid of one instalment, and what its lateness costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nongxin.kernel.value import value
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.pricing import Pricing
from nongxin.lending.reckoning.schedule import Instalment


@value
class Due:
    """A line of the plan with its unpaid parts; lateness is charged up to `charged_to`."""

    row: Instalment
    unpaid: Parts
    charged_to: date

    @staticmethod
    def of(row: Instalment) -> Due:
        unpaid = Parts(interest_fen=row.interest_fen, principal_fen=row.principal_fen)
        return Due(row, unpaid, row.due_on)

    @staticmethod
    def settled(row: Instalment) -> Due:
        """A line of which nothing is owed: it only tells how the balance moved."""
        return Due(row, Parts(), row.due_on)

    @property
    def is_open(self) -> bool:
        return self.unpaid.total_fen > 0

    def is_late(self, day: date) -> bool:
        return day > self.row.payable_by and self.is_open

    def less(self, paid: Parts) -> Due:
        return replace(self, unpaid=self.unpaid - paid)

    def charged(self, day: date, pricing: Pricing) -> Due:
        """The same with penalty and compound interest up to (not including) the day.

        In time until `payable_by`; after that it is late from the due date itself.
        """
        if not self.is_late(day) or day <= self.charged_to:
            return self
        late = pricing.lateness(self.charged_to, day, self.unpaid)
        return replace(self, unpaid=self.unpaid + late, charged_to=day)
