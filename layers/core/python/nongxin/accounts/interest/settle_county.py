"""Settle the interest of a county's accounts (批量结息), from wherever an earlier run ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from nongxin.accounts.interest.settle_interest import (
    AlreadySettled,
    InterestParts,
    settle_interest,
    settlement_key,
)
from nongxin.catalog.deposits import InterestRule, interest_rules
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.value import value
from nongxin.ledger.account import AccountState
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.store import EntryRecord

Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


@dataclass
class CountyRun:
    """Accounts settled now, fen paid now, and accounts that refused it, with the code of why.

    `is_whole`: every account was gone through.
    """

    settled: int = 0
    interest_fen: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


@value
class CountyParts:
    """`post` commits one account's settlement under its key; `must_stop` ends a run in time."""

    days: DynamoDays
    interest: InterestParts
    post: Post
    must_stop: Callable[[], bool] = lambda: False


def settle_county(county: str, entity: str, parts: CountyParts) -> CountyRun:
    """Each account up to the last 结息日 of its kind that is over on the entity's business date.

    Exactly once per account and day, by the key; an account that refuses keeps nobody waiting.
    Raises Busy (go on with another run).
    """
    run = CountyRun()
    today = parts.interest.books.calendar.business_date(entity)
    for head in parts.days.heads(county, entity):
        if parts.must_stop():
            return run
        rule = interest_rules().get(str(head.kind))
        if rule is not None and head.state != AccountState.CLOSED.value:
            _settle(head, rule, today, parts, run)
    run.is_whole = True
    return run


def _settle(
    head: EntryRecord, rule: InterestRule, today: date, parts: CountyParts, run: CountyRun
) -> None:
    account_id, until = str(head.account), rule.settlement_before(today)
    if not _has_earned(head, until, parts.interest):
        return
    key = settlement_key(account_id, until)
    try:
        done = parts.post(key, lambda: settle_interest(account_id, until, key, parts.interest))
    except Busy:
        raise
    except AlreadySettled:
        return
    except Problem as problem:
        run.refused[account_id] = problem.code
        return
    if not done.replayed:
        run.settled += 1
        run.interest_fen += int(done.answer["interest_fen"])


def _has_earned(head: EntryRecord, until: date, parts: InterestParts) -> bool:
    """Not settled so far yet, and with something on it or moved since: others cost no write."""
    settled = parts.interest.get(str(head.account))
    if settled is None:
        return head.seq > 0
    if settled.until >= until:
        return False
    return settled.balance_fen != 0 or str(head.booking_date) > settled.until.isoformat()
