"""Read an account's statement: a page of it, all of a period, one line, or a balance of once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from itertools import islice, takewhile

from nongxin.accounts.statements.statement import (
    MOST_LINES,
    Direction,
    Period,
    StatementLine,
    StatementTooLong,
)
from nongxin.accounts.transfers.payment_store import DynamoPayments
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.line import Line
from nongxin.ledger.mapping import line_of
from nongxin.ledger.store import LedgerAccounts

# Lines that one page looks through at most: a filter that finds little answers short pages.
_LOOKED_AT = 500


@value
class StatementPage:
    """Newest first. `next_number` is the entry to go on from, or None at the end."""

    lines: list[StatementLine]
    next_number: int | None


@value
class AskedPage:
    """`from_number` None: from the newest entry of the period (None: of all time)."""

    limit: int
    direction: Direction = field(default=Direction.ALL)
    period: Period | None = None
    from_number: int | None = None


def read_statement(
    account: Account, asked: AskedPage, ledger: LedgerAccounts, payments: DynamoPayments
) -> StatementPage:
    """A page may be shorter than its limit and still not be the last: `next_number` tells."""
    lines = _lines(account, asked.period, asked.from_number, ledger)
    found: list[Line] = []
    for looked_at, line in enumerate(lines):
        if len(found) == asked.limit or looked_at == _LOOKED_AT:
            return StatementPage(_with_slips(account.id, found, payments), line.seq)
        if asked.direction.takes(line, account.kind.side):
            found.append(line)
    return StatementPage(_with_slips(account.id, found, payments), None)


def whole_statement(
    account: Account, period: Period, ledger: LedgerAccounts, payments: DynamoPayments
) -> list[StatementLine]:
    """Every line of a period that moved money, oldest first. Raises StatementTooLong."""
    moved = (line for line in _lines(account, period, None, ledger) if line.moves)
    found = list(islice(moved, MOST_LINES + 1))
    if len(found) > MOST_LINES:
        raise StatementTooLong(most=MOST_LINES)
    return _with_slips(account.id, found[::-1], payments)


def one_line(
    account: Account, number: int, ledger: LedgerAccounts, payments: DynamoPayments
) -> StatementLine:
    """Raises Missing."""
    record = ledger.entry(account.id, number)
    if record is None:
        raise Missing()
    return StatementLine(line_of(record), payments.slip(account.id, number))


def _lines(
    account: Account, period: Period | None, from_number: int | None, ledger: LedgerAccounts
) -> Iterator[Line]:
    """Newest first. Booking dates never go back, so a period is one run of numbers."""
    newest = account.seq if from_number is None else min(from_number, account.seq)
    if period is not None:
        record = ledger.entry(account.id, newest)
        last = str(period.last)
        end = record and ledger.last_where(record, lambda r: str(r.booking_date) <= last)
        if end is None:
            return iter(())
        newest = end.seq
    lines = map(line_of, ledger.back_from(account.id, newest))
    if period is None:
        return lines
    first = str(period.first)
    return takewhile(lambda line: line.booking_date >= first, lines)


def _with_slips(
    account_id: str, lines: list[Line], payments: DynamoPayments
) -> list[StatementLine]:
    if not lines:
        return []
    numbers = [line.seq for line in lines]
    slips = payments.slips(account_id, min(numbers), max(numbers))
    return [StatementLine(line, slips.get(line.seq)) for line in lines]
