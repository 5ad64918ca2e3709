"""Single figures that a case asserts, held against the loan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from devkit.reference.figures import Fault, same
from devkit.reference.inputs import Inputs, shown
from devkit.reference.tables import schedule_rows
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.accrual import earned_by

Step = dict[str, Any]
_SAYS_HOW = ("expect", "decimals", "note", "rows", "due_dates", "as_of")


def checkpoints(inputs: Inputs, account: Account, step: Step, where: str) -> Iterator[Fault]:
    """`decimals` 0 means whole units were compared. A figure we do not know is a fault."""
    rows = [r for r in schedule_rows(inputs, account) if "nr" in r]
    for expected in step.get("rows", ()):
        row: Step = next((r for r in rows if r["nr"] == expected["nr"]), {})
        for name, value in expected.items():
            yield from _held(step, f"{where} nr {expected['nr']}", name, value, row.get(name))
    for nr, due in step.get("due_dates", {}).items():
        yield from _held(step, f"{where} nr {nr}", "due date", due, rows[int(nr) - 1]["date"])
    for name, value in step.items():
        if name not in _SAYS_HOW:
            figure = _FIGURES.get(name)
            got = figure(inputs, account, rows, step) if figure else None
            yield from _held(step, where, name, value, got)


def _held(step: Step, where: str, name: str, value: Any, got: Any) -> Iterator[Fault]:
    if step.get("decimals") == 0 and isinstance(value, str) and got is not None:
        value, got = (str(_whole(x)) if _is_number(x) else x for x in (value, got))
    if value is not None and (got is None or not same(value, got)):
        yield Fault(where, name, str(value), str(got))


def _whole(amount: str) -> Decimal:
    return Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP)


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and value.replace(".", "").isdigit()


def _sum(*names: str) -> Callable[..., str]:
    def summed(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
        return f"{sum(Decimal(r[n]) for r in rows for n in names):.2f}"

    return summed


def _paid(part: str) -> Callable[..., str]:
    def paid(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
        return shown(inputs, sum(line.paid[part] for line in account.lines))

    return paid


def _days_accrued(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> int:
    return (date.fromisoformat(step["as_of"]) - account.start).days


def _interest_accrued(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
    return shown(inputs, earned_by(account, date.fromisoformat(step["as_of"]))["interest"])


def _interest_of_last_payment(
    inputs: Inputs, account: Account, rows: list[Step], step: Step
) -> str:
    return shown(inputs, account.postings[-1].parts["interest"])


def _value_date(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
    return account.postings[-1].on.isoformat()


def _posting_date(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
    """Told in words: an entry keeps its own day beside its value date."""
    entry = account.postings[-1].entry
    return "day of entry" if entry.booked_on >= entry.on else entry.booked_on.isoformat()


def _status(inputs: Inputs, account: Account, rows: list[Step], step: Step) -> str:
    return "closed" if not account.owed else "active"


_FIGURES: dict[str, Callable[..., Any]] = {
    "instalment": lambda inputs, account, rows, step: rows[0]["due"],
    "instalments": lambda inputs, account, rows, step: len(rows),
    "total_interest": _sum("interest"),
    "total_payment": _sum("due"),
    "interest_paid": _paid("interest"),
    "principal_paid": _paid("principal"),
    "accrued_days": _days_accrued,
    "accrued_interest": _interest_accrued,
    "interest_in_payment": _interest_of_last_payment,
    "value_date": _value_date,
    "posting_date": _posting_date,
    # Odd first days are part of the first instalment, never a row of their own.
    "broken_period_interest": lambda inputs, account, rows, step: "0",
    "broken_period_days": lambda inputs, account, rows, step: 0,
    "status": _status,
    "charges_due": lambda inputs, account, rows, step: shown(
        inputs, account.left("fee") + account.left("penalty")
    ),
}
