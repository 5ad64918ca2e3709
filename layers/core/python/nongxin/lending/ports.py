"""What the verbs of a loan's life need."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.ledger.store import LedgerAccounts
from nongxin.lending.due_dates import IsWorkingDay
from nongxin.lending.loan_store import DynamoLoans


@value
class ServicingParts:
    loans: DynamoLoans
    ledger: LedgerAccounts
    calendar: BusinessCalendar
    works: IsWorkingDay

    @property
    def books(self) -> Books:
        return Books(self.ledger, self.calendar)
