"""Read balances of other moments, and the totals of days."""

from __future__ import annotations

from datetime import date, datetime
from itertools import takewhile

from nongxin.kernel.clock import stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.ledger.kinds import Side, account_kinds
from nongxin.ledger.mapping import line_of
from nongxin.ledger.store import EntryRecord, LedgerAccounts


@value
class DayTotal:
    """An account on one business date. `closing_fen` on the kind's normal side."""

    booking_date: str
    debit_fen: int
    credit_fen: int
    closing_fen: int


def balance_known_then(account_id: str, instant: datetime, accounts: LedgerAccounts) -> int:
    """The balance as the books had it at an instant, in fen; 0 before the account was opened.

    What was booked later with an earlier value date does not count. Raises Missing.
    """
    at = stamp(instant)
    found = accounts.last_where(_newest(account_id, accounts), lambda r: str(r.at) <= at)
    return int(found.balance_fen or 0) if found else 0


def balance_known_now(account_id: str, day: date, accounts: LedgerAccounts) -> int:
    """The balance by value date at the end of a day, with all that was booked since. In fen.

    Entries booked by that day have no later value date, so reading back ends there. Raises Missing.
    """
    newest = _newest(account_id, accounts)
    side = account_kinds()[str(newest.kind)].side
    later = takewhile(lambda r: str(r.booking_date) > str(day), accounts.back_from(account_id))
    lines = (line_of(record) for record in later)
    moved = sum(line.signed_fen(side) for line in lines if line.value_date > str(day))
    return int(newest.balance_fen or 0) - moved


def daily_totals(
    account_id: str, first: date, last: date, accounts: LedgerAccounts
) -> list[DayTotal]:
    """The days of a span on which something was booked, oldest first. Raises Missing."""
    newest = _newest(account_id, accounts)
    end = accounts.last_where(newest, lambda r: str(r.booking_date) <= str(last))
    if end is None:
        return []
    within = takewhile(
        lambda r: str(r.booking_date) >= str(first), accounts.back_from(account_id, end.seq)
    )
    days: dict[str, DayTotal] = {}
    for line in map(line_of, within):
        so_far = days.get(line.booking_date)
        total = so_far or DayTotal(line.booking_date, 0, 0, line.balance_fen)
        days[line.booking_date] = DayTotal(
            total.booking_date,
            total.debit_fen + line.amount_fen * (line.side == Side.DEBIT.value),
            total.credit_fen + line.amount_fen * (line.side == Side.CREDIT.value),
            total.closing_fen,
        )
    return list(days.values())[::-1]


def _newest(account_id: str, accounts: LedgerAccounts) -> EntryRecord:
    found = next(accounts.back_from(account_id), None)
    if found is None:
        raise Missing()
    return found
