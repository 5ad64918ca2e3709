"""What a day did to a loan, told once: from the care before it and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from nongxin.kernel.events import Event
from nongxin.lending.aftercare.care import Care
from nongxin.lending.aftercare.signals import Signal
from nongxin.lending.aftercare.standing import Standing
from nongxin.lending.events import LoanClassified, LoanOverdue, LoanWarned, RepaymentDue


def told_of(before: Care, after: Care, standing: Standing) -> Iterator[Event]:
    whose = _whose(after)
    for due_on, amount_fen in standing.due_soon:
        if due_on > (before.told_due or date.min):
            yield RepaymentDue(**whose, due_on=due_on.isoformat(), amount_fen=amount_fen)
    if after.step and (after.step != before.step or after.told_late != before.told_late):
        yield LoanOverdue(
            **whose, days=after.overdue_days, overdue_fen=after.overdue_fen, step=after.step
        )
    if after.loan_class is not before.loan_class:
        yield LoanClassified(
            **whose,
            before=before.loan_class.value,
            after=after.loan_class.value,
            days=after.overdue_days,
            accrues=after.accrues,
        )


def warnings_of(care: Care, signals: Iterable[Signal], on: date) -> Iterator[Event]:
    whose = _whose(care) | {"on": on.isoformat()}
    for signal in signals:
        yield LoanWarned(**whose, rule=signal.code, consequence=signal.action)


def _whose(care: Care) -> dict[str, Any]:
    borrowing = care.borrowing
    return {
        "county": borrowing.county,
        "loan_id": borrowing.loan_id,
        "borrower_id": borrowing.borrower_id,
        "entity": borrowing.entity,
        "on": care.day.isoformat(),
    }
