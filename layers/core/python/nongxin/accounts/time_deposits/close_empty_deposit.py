"""Close a time deposit on which nothing is left: what authorities deducted whole (扣划)."""

from __future__ import annotations

from nongxin.accounts.close_account import closing_write
from nongxin.accounts.time_deposits.open_deposit import DepositParts
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.ledger.store import JournalRecord


def close_empty_deposit(account_id: str, key: CommandKey, parts: DepositParts) -> Outcome:
    """Raises StateNotAllowed (something is on it or held), Missing."""
    account = parts.books.accounts.get(account_id)
    closing = closing_write(account, [], key, parts.books)
    today = parts.books.day(account.entity).today
    card = parts.opening.accounts.close(account.owner, account.id, today)
    until = parts.books.calendar.good_until(account.entity)
    return Outcome({"account_id": account_id}, [closing, card], JournalRecord(), until)
