"""What changes the terms of a case's loan or ends it, as entries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from devkit.reference.history import History, Step
from nongxin.lending.loans.entries import (
    CalledDue,
    ChargeOff,
    NewPlan,
    Pause,
    RateChange,
    Respread,
    WriteOff,
)
from nongxin.lending.reckoning.due_dates import Grid
from nongxin.lending.reckoning.schedule import DueDate

_DAY = timedelta(days=1)


class HistoryWithChanges(History):
    def _reschedule(self, step: Step) -> None:
        since = date.fromisoformat(step["from"])
        every = self.product.every
        if "new_due_date" in step:
            to_come = [x for x in self.account().normal() if x.due >= since]
            grid = Grid(date.fromisoformat(step["new_due_date"]), every)
            self._new_dates(since, "due_date", [grid.at(nr) for nr in range(len(to_come))])
        if "extra_instalments" in step:
            lines = list(self.account().normal())
            grid, more = Grid(self.account().start, every), int(step["extra_instalments"])
            further = [grid.at(len(lines) + 1 + nr) for nr in range(more)]
            dues = [x.due for x in lines if x.due >= since]
            self._new_dates(since, "extension", [*dues, *further])
        if "new_annual_rate_percent" in step:
            self._add(RateChange, since, Decimal(step["new_annual_rate_percent"]) / 100)

    def _new_dates(self, since: date, why: str, dues: list[date]) -> None:
        """An entry counts for the lines after its day: the one due on `since` is the first."""
        dates = tuple(DueDate(due, due) for due in dues)
        self._add(NewPlan, since - _DAY, why, dates)

    def _charge_off(self, step: Step) -> None:
        self.fraud = "fraud" in str(step.get("reason", "")).lower()
        self._add(ChargeOff, date.fromisoformat(step["on"]))

    def _undo_charge_off(self, step: Step) -> None:
        self._reverse(self._last(ChargeOff))

    def _contract_termination(self, step: Step) -> None:
        self._add(CalledDue, self.today)

    def _undo_contract_termination(self, step: Step) -> None:
        self._reverse(self._last(CalledDue))

    def _re_amortise(self, step: Step) -> None:
        handling = step.get("interest_handling", "DEFAULT")
        split = {"DEFAULT": False, "EQUAL_AMORTIZATION_INTEREST_SPLIT": True}[handling]
        self._add(Respread, self.today, split)

    def _undo_re_amortise(self, step: Step) -> None:
        self._reverse(self._last(Respread))

    def _write_off(self, step: Step) -> None:
        self._add(WriteOff, date.fromisoformat(step["on"]))

    def _interest_pause(self, step: Step) -> None:
        until = date.fromisoformat(step["to"]) + _DAY
        self._add(Pause, date.fromisoformat(step["from"]), until)
