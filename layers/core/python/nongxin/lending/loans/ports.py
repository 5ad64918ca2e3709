"""What the verbs of a loan's life need."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.ledger.store import LedgerAccounts
from nongxin.lending.loans.loan_store import DynamoLoans
from nongxin.lending.reckoning.due_dates import IsWorkingDay


@value
class ServicingParts:
    loans: DynamoLoans
    ledger: LedgerAccounts
    calendar: BusinessCalendar
    works: IsWorkingDay

    @property
    def books(self) -> Books:
        return Books(self.ledger, self.calendar)
