"""The list of transactions as a loan system keeps it: what was booked, reversed, booked anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from devkit.reference.inputs import shown
from nongxin.lending.loans.entries import ChargeWaiver
from nongxin.lending.progressive.account import Account, Posting
from nongxin.lending.progressive.accrual import earned_by, earned_in_all
from nongxin.lending.progressive.lines import Line

NAMES = {
    "disbursement": "Disbursement",
    "repayment": "Repayment",
    "down_payment": "Down Payment",
    "goodwill_credit": "Goodwill Credit",
    "payout_refund": "Payout Refund",
    "merchant_issued_refund": "Merchant Issued Refund",
    "interest_payment_waiver": "Interest Payment Waiver",
    "charge_adjustment": "Charge Adjustment",
    "waive_charge": "Waive loan charges",
    "charge_off": "Charge-off",
    "write_off": "Close (as written-off)",
    "called_due": "Contract Termination",
    "respread": "Re-amortize",
    "fee_at_disbursement": "Repayment (at time of disbursement)",
    "interest_refund": "Interest Refund",
    "refund": "Credit Balance Refund",
}
_SHOWN = {"principal": "principal", "interest": "interest", "fee": "fees", "penalty": "penalties"}
_BALANCE_UNSHOWN = ("Charge-off", "Close (as written-off)", "Contract Termination", "Re-amortize")
_UNSHOWN_PARTS = ("Disbursement", "Credit Balance Refund")


@dataclass
class Booked:
    """A row; `nr` is the entry behind it, None for an accrual."""

    on: date
    type: str
    amount: int
    parts: dict[str, int] = field(default_factory=dict)
    overpaid: int = 0
    balance: int = 0
    nr: int | None = None
    reversed: bool = False
    replayed: bool = False


class Book:
    """`first_day`: the day of disbursement itself already earns, so that every day's accrual
    holds the day after it; `cumulative` plans are accrued line by line.
    """

    def __init__(self, *, activity: bool, accrues: bool, cumulative: bool, first_day: bool) -> None:
        self.rows: list[Booked] = []
        self.activity, self.accrues, self.cumulative = activity, accrues, cumulative
        self.ahead = timedelta(days=1 if first_day else 0)
        self.closed_to: date | None = None
        self.told_to = self.today = date.min
        self.was_done = False

    def update(self, account: Account, reversed_: set[int], today: date) -> None:
        """Takes over what the replayed loan says of each entry."""
        self.today = today
        moved: set[date] = set()
        known = {(row.nr, row.type): row for row in self.rows if row.nr is not None}
        for (nr, _), old in known.items():
            old.reversed = old.reversed or nr in reversed_
        for posting in account.postings:
            type_ = NAMES[posting.kind]
            row = known.get((posting.nr, type_))
            if row is None:
                row = Booked(posting.on, type_, posting.amount, nr=posting.nr)
                self.rows.append(row)
                if isinstance(posting.entry, ChargeWaiver):
                    self._waive(account, posting, row)
                    continue
            elif isinstance(posting.entry, ChargeWaiver):
                continue
            elif self._differs(row, posting) or posting.on in moved:
                row.replayed = True
                moved.add(posting.on)
            row.amount, row.overpaid = posting.amount, posting.overpaid
            row.parts = dict(posting.parts)
        self._balances()
        if self.activity:
            self._activities(account)

    def _waive(self, account: Account, posting: Posting, row: Booked) -> None:
        """Dated when the charge fell due, if that is past; only what was accrued has a part."""
        assert isinstance(posting.entry, ChargeWaiver)
        row.on = min(account.charged_on[posting.entry.of], posting.on)
        accrued = sum(v for k, v in self.booked().items() if k != "interest")
        row.parts = dict(posting.parts) if accrued else {}

    def _differs(self, row: Booked, posting: Posting) -> bool:
        return row.parts != posting.parts or row.overpaid != posting.overpaid

    def _balances(self) -> None:
        balance = 0
        for row in self.ordered():
            if row.reversed or row.nr is None:
                continue
            if row.type == "Disbursement":
                balance += row.amount - row.overpaid
            elif row.type in _BALANCE_UNSHOWN:
                row.balance = 0
                continue
            else:
                balance -= row.parts.get("principal", 0)
            row.balance = max(balance, 0)

    def ordered(self) -> list[Booked]:
        return sorted(self.rows, key=lambda row: row.on)

    # accruals

    def booked(self) -> dict[str, int]:
        total = dict.fromkeys(("interest", "fee", "penalty"), 0)
        for row in self.rows:
            sign = {"Accrual": 1, "Accrual Adjustment": -1}.get(row.type, 0)
            for part in total:
                total[part] += 0 if row.reversed else sign * row.parts.get(part, 0)
        return total

    def accrue(self, earned: dict[str, int], on: date) -> None:
        if not self.accrues:
            return
        booked = self.booked()
        more = {p: max(earned[p] - booked[p], 0) for p in booked}
        less = {p: max(booked[p] - earned[p], 0) for p in booked}
        for type_, parts in (("Accrual", more), ("Accrual Adjustment", less)):
            if sum(parts.values()):
                self.rows.append(Booked(on, type_, sum(parts.values()), parts))

    def close_days(self, account: Account, until: date) -> None:
        """Closes the days up to the one before `until`: the first close takes all of them at once,
        later ones go day by day.
        """
        last = until - timedelta(days=1)
        day = self.closed_to or last - timedelta(days=1)
        while day < last:
            day += timedelta(days=1)
            if account.charged_off_on is None and account.written_off_on is None and account.owed:
                self._accrue_day(account, day)
        self.closed_to = max(day, self.closed_to or day)
        self.told_to = max(self.told_to, day)
        if self.activity:
            self._activities(account)

    def take_back_accruals(self, on: date) -> None:
        """A charge-off in the past: what was accrued for later days goes."""
        self.rows = [r for r in self.rows if not (r.type == "Accrual" and r.on + self.ahead > on)]

    def _accrue_day(self, account: Account, day: date) -> None:
        if self.cumulative:
            for line in account.lines:
                if not self.closed_to and line.due <= day:
                    self.accrue(earned_by(account, line.due), line.due)
        self.accrue(earned_by(account, day + self.ahead), day)

    def _activities(self, account: Account) -> None:
        """One row for each line whose due date is closed, and one for the rest at the end."""
        paid_on = max((x.met_on for x in account.lines if x.met_on), default=None)
        done = paid_on is not None and not account.owed and account.written_off_on is None
        if done:
            self.told_to = max(self.told_to, self.today)
        elif self.was_done:  # closed no longer: told up to yesterday
            self.told_to = max(self.closed_to or date.min, self.today - timedelta(days=1))
        self.was_done = done
        due = [x for x in account.lines if x.due <= self.told_to]
        if done and paid_on is not None:
            due = [x for x in due if x.due < paid_on]
        told = {x.due: _income([x]) for x in due}
        if done and paid_on is not None:
            told[paid_on] = _income([x for x in account.lines if x not in due])
        before = {r.on: r for r in self.rows if r.type == "Accrual Activity"}
        self.rows = [r for r in self.rows if r.type != "Accrual Activity"]
        for on, parts in told.items():
            if sum(parts.values()):
                row = Booked(on, "Accrual Activity", sum(parts.values()), parts)
                old = before.get(on)
                gone = any(day not in told for day in before)
                row.replayed = old.replayed or old.parts != parts if old else gone
                self.rows.append(row)

    def settle(self, account: Account, on: date) -> None:
        """When the loan is paid off, all that is left to earn is accrued."""
        gone = account.charged_off_on or account.written_off_on
        if not account.owed and account.lent and not gone:
            self.accrue(earned_in_all(account), on)

    def drop(self, nr: int) -> None:
        """A tranche taken back leaves no trace."""
        self.rows = [row for row in self.rows if row.nr != nr]

    def shown(self, inputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for row in self.ordered():
            told: dict[str, Any] = {
                "date": row.on.isoformat(),
                "type": row.type,
                "amount": shown(inputs, row.amount),
                "balance": shown(inputs, row.balance),
            }
            if row.type not in _UNSHOWN_PARTS:
                told |= {_SHOWN[p]: shown(inputs, a) for p, a in row.parts.items()}
            told |= {name: True for name in ("reversed", "replayed") if getattr(row, name)}
            yield told


def _income(lines: list[Line]) -> dict[str, int]:
    return {p: sum(x.charged[p] for x in lines) for p in ("interest", "fee", "penalty")}
