"""A case played: its events into a history, its tables held against the replayed loan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from devkit.reference.charges import HistoryWithCharges
from devkit.reference.checkpoints import checkpoints
from devkit.reference.contract import contract_faults, contract_of, paid_in_time
from devkit.reference.figures import Fault, compare, same
from devkit.reference.history import Step
from devkit.reference.inputs import minor, shown
from devkit.reference.journal import journal_of
from devkit.reference.tables import schedule_rows, totals_of
from nongxin.lending.loans.entries import Draw, InstalmentFee

# A table that prints none of a column says nothing about it.
_COLUMNS = frozenset(("outstanding", "waived"))
_JOURNAL_NAMES = {
    "WRITE_OFF": "close (as written-off)",
    "CHARGE_OFF": "charge-off",
    "REPAYMENT_AT_DISBURSEMENT": "repayment (at time of disbursement)",
}


class Story(HistoryWithCharges):
    def play(self) -> Iterator[Fault]:
        for nr, step in enumerate(self.case["steps"]):
            if "event" in step:
                self._advance(step)
                getattr(self, f"_{step['event']}")(step)
            else:
                yield from getattr(self, f"_expect_{step['expect']}")(step, f"step {nr}")

    def _expect_schedule(self, step: Step, where: str) -> Iterator[Fault]:
        account = self.account()
        rows = schedule_rows(self.inputs, account)
        printed = {name for row in step["rows"] for name in row}
        if len(rows) != len(step["rows"]):
            yield Fault(where, "rows", str(len(step["rows"])), str(len(rows)))
        for expected, got in zip(step["rows"], rows, strict=False):
            told = {n: v for n, v in got.items() if n not in _COLUMNS or n in printed}
            yield from compare(f"{where} nr {expected.get('nr', 'lent')}", expected, told)
        yield from self._contract(step, where)
        if step.get("totals"):
            sums = {n: v for n, v in totals_of(self.inputs, rows).items() if n in step["totals"]}
            yield from compare(f"{where} totals", step["totals"], sums)

    def _contract(self, step: Step, where: str) -> Iterator[Fault]:
        """While all is paid in time, a contract of ours stands the same."""
        entries = [e for e in self.entries if not isinstance(e, InstalmentFee)]
        lent = entries[0] if entries else None
        if self.start is None or not isinstance(lent, Draw) or lent.on != self.start:
            return
        loan = contract_of(self.inputs, lent.amount_fen, self.start, self.dues, self.first_due)
        rows = [row for row in step["rows"] if row["kind"] == "instalment"]
        loan = paid_in_time(loan, entries[1:], self.today)
        yield from contract_faults(self.inputs, loan, rows, where)

    def _expect_checkpoints(self, step: Step, where: str) -> Iterator[Fault]:
        yield from checkpoints(self.inputs, self.account(), step, where)

    def _expect_outstanding(self, step: Step, where: str) -> Iterator[Fault]:
        got = shown(self.inputs, self.account().owed)
        if not same(step["amount"], got):
            yield Fault(where, "outstanding", step["amount"], got)

    def _expect_overpaid(self, step: Step, where: str) -> Iterator[Fault]:
        got = shown(self.inputs, self.account().overpaid)
        if not same(step["amount"], got):
            yield Fault(where, "overpaid", step["amount"], got)

    def _expect_transactions(self, step: Step, where: str) -> Iterator[Fault]:
        got = list(self.book.shown(self.inputs))
        wanted = sorted(step["rows"], key=_order)
        if not step["accruals_listed"]:  # what of the accruals such a table does list is compared
            listed = {row["type"] for row in wanted}
            got = [r for r in got if not r["type"].startswith("Accrual") or r["type"] in listed]
        got.sort(key=_order)
        for flag in ("reversed", "replayed"):  # given only where it is set: no column, no word
            if not any(row.get(flag) for row in wanted):
                got = [{k: v for k, v in row.items() if k != flag} for row in got]
        if len(wanted) != len(got):
            yield Fault(where, "transactions", _listed(wanted), _listed(got))
            return
        for expected, row in zip(wanted, got, strict=True):
            yield from compare(f"{where} {expected['date']} {expected['type']}", expected, row)

    def _expect_journal(self, step: Step, where: str) -> Iterator[Fault]:
        on = date.fromisoformat(step["date"])
        name = step["transaction"]
        name = _JOURNAL_NAMES.get(name, name.replace("_", " ").lower())
        off = next((r for r in self.book.rows if r.type == "Charge-off" and not r.reversed), None)
        wanted = sorted(
            (
                x["account"],
                _minor_or_0(self.inputs, x["debit"]),
                _minor_or_0(self.inputs, x["credit"]),
            )
            for x in step["lines"]
        )
        found = [
            sorted(journal_of(row, off, fraud=self.fraud))
            for row in self.book.rows
            if row.on == on and row.type.lower() == name
        ]
        if wanted not in found:
            yield Fault(where, f"journal {name}", str(wanted), str(found))


def _minor_or_0(inputs: Step, amount: str | None) -> int:
    return minor(inputs, amount) if amount else 0


def _order(row: Step) -> tuple[Any, ...]:
    """By date; within a date by what a row is: the tables do not tell more."""
    return (row["date"], row["type"], bool(row.get("reversed")), Decimal(row["amount"]))


def _listed(rows: list[Step]) -> str:
    return "; ".join(f"{r['date'][5:]} {r['type']} {r['amount']}" for r in rows)
