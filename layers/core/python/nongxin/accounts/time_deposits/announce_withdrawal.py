"""Announce a withdrawal from a notice deposit (通知), so that it earns the notice rate on its day."""

from __future__ import annotations

from nongxin.accounts.time_deposits.deposit import MoreThanDeposited
from nongxin.accounts.time_deposits.open_deposit import DepositParts
from nongxin.kernel.commands import Outcome


def announce_withdrawal(account_id: str, amount_fen: int, parts: DepositParts) -> Outcome:
    """Answers the day on which it may be taken; a new announcement replaces the one before.

    Raises Missing, NoNoticeNeeded, BelowLeast, MoreThanDeposited.
    """
    account = parts.books.accounts.get(account_id)
    after = parts.deposits.get(account_id).noticed(
        amount_fen, parts.books.day(account.entity).today
    )
    if amount_fen > account.balance_fen:
        raise MoreThanDeposited(balance_fen=account.balance_fen)
    answer = {"account_id": account_id, "amount_fen": amount_fen, "on": str(after.notice_on)}
    return Outcome(answer, [parts.deposits.save(after)])
