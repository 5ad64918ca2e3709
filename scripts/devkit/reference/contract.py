"""The same loan as a contract of ours, as far as our rules are those of the case: its plan, and
payments of what falls due on its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from devkit.reference.figures import Fault, compare
from devkit.reference.inputs import Inputs, every_of, minor, repay_of, shown
from nongxin.kernel.money import Rounding, rounded
from nongxin.kernel.rates import percent
from nongxin.lending.loans.entries import Credit, Entry, Repayment
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import Loan, LoanIdentity
from nongxin.lending.progressive.product import Repay
from nongxin.lending.reckoning.day_count import DayCount
from nongxin.lending.reckoning.schedule import DueDate
from nongxin.lending.reckoning.terms import LoanTerms, Method

# What no contract of ours can have; the plans of other systems know it.
_UNKNOWN = (
    "schedule_kind",
    "instalment_rounding",
    "money_in_multiples_of",
    "moratorium_instalments",
    "fixed_length_days",
)
_ACTUAL = {
    "360": DayCount.ACT_360,
    "364": DayCount.ACT_364,
    "365": DayCount.ACT_365,
    "actual": DayCount.ACT_ACT,
}
_METHODS = {
    Repay.LEVEL: Method.EQUAL_INSTALMENT,
    Repay.LINEAR: Method.EQUAL_PRINCIPAL,
    Repay.FLAT: Method.FLAT,
}

_IDENTITY = LoanIdentity("reference", "reference", "610722", "2716", "borrower", "account", "")


def contract_faults(
    inputs: Inputs, loan: Loan | None, rows: Sequence[dict[str, Any]], where: str
) -> Iterator[Fault]:
    """What of the rows of a table the contract does not have; nothing without a contract."""
    if loan is None:
        return
    for expected, due in zip(rows, loan.dues, strict=False):
        told = {n: expected.get(n, "0.00") for n in ("balance", "principal", "interest")}
        got = {
            "date": due.row.due_on.isoformat(),
            "balance": shown(inputs, due.row.balance_fen),
            "principal": shown(inputs, due.row.principal_fen),
            "interest": shown(inputs, due.row.interest_fen),
        }
        told["date"] = expected["date"]
        if any("outstanding" in each for each in rows):
            told["open"], got["open"] = str(_is_open(expected)), str(due.is_open)
        yield from compare(f"{where} contract's nr {due.row.nr}", told, got)


def _is_open(row: dict[str, Any]) -> bool:
    """Whether principal or interest of it is: fees of other systems are none of a contract."""
    fees = sum(Decimal(row.get(n, 0)) for n in ("fees", "penalties"))
    return Decimal(row.get("outstanding", 0)) > fees


def paid_in_time(loan: Loan | None, entries: Sequence[Entry], today: date) -> Loan | None:
    """The contract after its entries; None where any of them is not what fell due on its day:
    there the rules of other systems are not ours.
    """
    if loan is None:
        return None
    history = History(loan, (), 1)
    for entry in entries:
        if not isinstance(entry, Repayment | Credit):
            return None
        owed_fen = history.loan().due_on(entry.on).total_fen
        if not owed_fen or owed_fen != entry.amount_fen:
            return None
        paid = Repayment(entry.on, entry.booked_on, entry.by, entry.amount_fen, "borrower")
        history = history.with_entry(paid)
    now = history.loan()
    return None if now.overdue_days(today) else now


def contract_of(
    inputs: Inputs, lent: int, start: date, dues: Sequence[date], first_due: date | None
) -> Loan | None:
    """A loan of an amount in minor units, or None where no contract has such a setting."""
    if any(inputs.get(name) for name in _UNKNOWN) or int(
        inputs.get("interest_free_instalments") or 0
    ):
        return None
    down = Decimal((inputs.get("down_payment") or {}).get("percent", 0)) / 100
    terms = LoanTerms(
        principal_fen=lent,
        rate_annual=rate_of(inputs),
        method=_METHODS[repay_of(inputs)],
        instalments=int(inputs["instalments"]),
        every=every_of(inputs),
        first_due_on=first_due,
        day_count=day_count_of(inputs),
        rounding=Rounding.HALF_EVEN,
        instalment_multiple_fen=minor(inputs, inputs.get("instalment_in_multiples_of") or "0") or 1,
        progressive=inputs["schedule_type"] == "progressive",
        grace_principal=int(inputs.get("grace_principal") or 0),
        grace_interest=int(inputs.get("grace_interest_payment") or 0),
        down_payment_fen=rounded(lent * down, Rounding.HALF_EVEN),
        rate_ceiling=Decimal(100),
    )
    return Loan.on_dates(_IDENTITY, terms, start, [DueDate(due, due) for due in dues])


def rate_of(inputs: Inputs) -> Decimal:
    rate: Decimal = percent(inputs["rate_percent"])
    if inputs["rate_period"] == "month":
        return rate * 12
    if inputs["rate_period"] == "whole_term":
        return rate * 12 / (int(inputs["instalments"]) * int(inputs["every"]))
    return rate


def day_count_of(inputs: Inputs) -> DayCount:
    """Interest "by repayment period" is a twelfth a month; the older engine knows no leap year."""
    by_period = inputs["interest_calculation_period"] == "same_as_repayment_period"
    by_month = by_period and inputs["frequency"] == "month"
    if by_month or (inputs.get("days_in_month") or "30") == "30":
        return DayCount.THIRTY_360
    if "days_in_year_custom" in inputs:
        return DayCount.ACT_ACT_FEB29
    if inputs["days_in_year"] == "actual" and inputs["schedule_type"] == "cumulative":
        return DayCount.ACT_365
    return _ACTUAL[inputs["days_in_year"]]
