"""The loan as the tables of a case print it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from devkit.reference.inputs import shown
from nongxin.lending.loans.entries import Draw
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.lines import Line

Row = dict[str, Any]
_TOTALS = ("principal", "interest", "fees", "penalties", "due", "paid", "in_advance", "late",
           "outstanding", "waived")  # fmt: skip


def schedule_rows(inputs: dict[str, Any], account: Account) -> list[Row]:
    rows: list[Row] = []
    balance = 0
    lent = [(p.on, p.amount) for p in account.postings if p.kind == "disbursement"]
    for nr, line in enumerate(account.lines, start=1):
        while lent and _comes_first(lent[0][0], line):
            day, amount = lent.pop(0)
            balance += amount
            rows.append(_lent(inputs, account, day, amount))
        balance -= line.charged["principal"]
        rows.append(_row(inputs, line, nr, balance))
    return rows


def _lent(inputs: dict[str, Any], account: Account, day: Any, amount: int) -> Row:
    row = {"kind": "disbursement", "date": day.isoformat(), "balance": shown(inputs, amount)}
    fee = sum(
        p.amount
        for p in account.postings
        if p.kind == "fee_at_disbursement"
        and p.on == day
        and isinstance(p.entry, Draw)
        and p.entry.amount_fen == amount
    )
    if fee:
        row |= {name: shown(inputs, fee) for name in ("fees", "due", "paid")}
    return row


def _comes_first(day: Any, line: Line) -> bool:
    return bool(day < line.due or (line.down and day == line.due))


def _row(inputs: dict[str, Any], line: Line, nr: int, balance: int) -> Row:
    figures = {
        "balance": balance,
        "principal": line.charged["principal"],
        "interest": line.charged["interest"],
        "fees": line.charged["fee"],
        "penalties": line.charged["penalty"],
        "due": line.due_total,
        "paid": line.paid_total,
        "in_advance": line.ahead,
        "late": line.late,
        "waived": sum(line.waived.values()),
        "outstanding": line.open_total,
    }
    row: Row = {
        "kind": "instalment",
        "nr": nr,
        "date": line.due.isoformat(),
        "days": (line.due - line.start).days,
        **{name: shown(inputs, amount) for name, amount in figures.items()},
    }
    if line.met_on is not None:
        row["paid_on"] = line.met_on.isoformat()
    return row


def totals_of(inputs: dict[str, Any], rows: list[Row]) -> Row:
    return {n: f"{sum(Decimal(r.get(n, 0)) for r in rows):.2f}" for n in _TOTALS}
