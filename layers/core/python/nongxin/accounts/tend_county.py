"""Tend a county's accounts once a day: renew deposits that matured, let unused accounts rest, close
deposits that authorities have emptied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from nongxin.accounts.interest.settle_county import Post
from nongxin.accounts.rest_account import (
    last_used,
    may_rest,
    rest_account,
    resting_key,
)
from nongxin.accounts.time_deposits.close_empty_deposit import close_empty_deposit
from nongxin.accounts.time_deposits.open_deposit import DepositParts
from nongxin.accounts.time_deposits.renew_deposit import renew_due
from nongxin.catalog.deposits import timed_kinds
from nongxin.catalog.protection import dormancy_rules
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.store import account_of


@dataclass
class TendRun:
    """What was done now, and accounts that refused, with the code of why."""

    renewed: int = 0
    rested: int = 0
    closed: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


@value
class TendParts:
    days: DynamoDays
    depositing: DepositParts
    post: Post
    must_stop: Callable[[], bool] = lambda: False


def tend_county(county: str, entity: str, parts: TendParts) -> TendRun:
    """May be run again and by two at once: every step has a key of its own. Raises Busy."""
    run = TendRun()
    timed = timed_kinds()
    for head in parts.days.heads(county, entity):
        if parts.must_stop():
            return run
        account = account_of(head.item())
        if account.state is AccountState.CLOSED:
            continue
        try:
            if account.kind_code in timed and not account.balance_fen:
                run.closed += _close_empty(account, parts)
            elif account.kind_code in timed:
                run.renewed += renew_due(account.id, parts.depositing, parts.post)
            elif account.kind_code in dormancy_rules():
                run.rested += _rest(account, parts)
        except Busy:
            raise
        except Problem as problem:
            run.refused[account.id] = problem.code
    run.is_whole = True
    return run


def _close_empty(account: Account, parts: TendParts) -> int:
    """Wholly deducted while others held it too, who have let go of it since."""
    books = parts.depositing.books
    if account.state is not AccountState.OPEN or account.active_holds(books.calendar.clock.now()):
        return 0
    key = CommandKey(
        "accounts.close_empty", "bank", county_of(account.id), account.id, fingerprint(account.id)
    )
    done = parts.post(key, lambda: close_empty_deposit(account.id, key, parts.depositing))
    return int(not done.replayed)


def _rest(account: Account, parts: TendParts) -> int:
    books = parts.depositing.books
    if not may_rest(account, books):
        return 0
    key = resting_key(account.id, last_used(account, books))
    done = parts.post(key, lambda: rest_account(account.id, key, books))
    return int(not done.replayed)
