"""Read the trial balance of a legal entity, of a sealed day or of the day that is open."""

from __future__ import annotations

from datetime import date, timedelta

from nongxin.kernel.value import value
from nongxin.ledger.day_store import DayItems, DynamoDays
from nongxin.ledger.mapping import moves_of
from nongxin.ledger.trial import Sums, TrialBalance, trial_balance


@value
class DayRead:
    """A day as the tables tell it now."""

    day: DayItems
    trial: TrialBalance

    @property
    def breaks(self) -> list[str]:
        return self.trial.breaks(self.day.balances)


def read_trial(entity: str, day: date, days: DynamoDays) -> DayRead:
    """`breaks` names what contradicts itself (R26); none if the books are right."""
    read = days.read(entity, day)
    return DayRead(read, trial_balance(opening_of(entity, day, days), moves_of(read.items)))


def opening_of(entity: str, day: date, days: DynamoDays) -> Sums:
    """Closing balances of the day before: from its seal, or for a first day from its lines."""
    sealed = days.seal(entity, day - timedelta(days=1))
    return days.before_first_seal(entity, day) if sealed is None else sealed.balances
