"""Accrue the interest of a county's deposits (计提应付利息): one posting a kind and day, by sums.

What is kept is what all accounts of a kind have earned and not been paid at the end of a day; what
is booked is by how much that has moved since the last day. So interest that is paid goes to expense
when it is paid and lessens the next accrual by as much, and nothing that comes late, is corrected
or left out for days needs a rule of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from nongxin.accounts.interest.accrual_store import DynamoAccruals, Sums
from nongxin.accounts.interest.settle_county import Post
from nongxin.accounts.interest.settle_interest import AlreadySettled, InterestParts, accrued
from nongxin.accounts.time_deposits.deposit_store import DynamoDeposits
from nongxin.catalog.deposits import interest_rules, timed_kinds
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.day_store import LAST_CHARACTERS, DynamoDays
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import account_of

ACCRUED = "DEPOSIT_ACCRUAL"
_DAY = timedelta(days=1)


@dataclass
class AccrualRun:
    """The end of `day` is accrued and booked if `is_whole`. `payable_fen`: 应付利息 then, by kind."""

    day: date
    payable_fen: Sums
    is_whole: bool = False


@value
class AccruingParts:
    """`post` commits one posting under its key; `must_stop` ends a run in time."""

    days: DynamoDays
    deposits: DynamoDeposits
    interest: InterestParts
    accruals: DynamoAccruals
    post: Post
    must_stop: Callable[[], bool] = lambda: False

    @property
    def books(self) -> Books:
        return self.interest.books


def accrue_county(county: str, entity: str, parts: AccruingParts) -> AccrualRun:
    """The entity's last day that is over, or first the one that was begun and not finished.

    May be run again, by two at once, and after a death: each partition's sum is written once, each
    posting has a key of its own. Raises Busy (go on with another run).
    """
    over = parts.books.day(entity).today - _DAY
    run_of = parts.accruals.begin(county, over)
    run = AccrualRun(date.fromisoformat(str(run_of.day)), {})
    known = parts.accruals.sums(county, str(run.day))
    for part in LAST_CHARACTERS:
        if part in known:
            continue
        if parts.must_stop():
            return run
        sums = _part((county, part), entity, run.day, parts)
        parts.accruals.keep(county, str(run.day), part, sums)
    run.payable_fen = _total(parts.accruals.sums(county, str(run.day)))
    if not run_of.done:
        before = _total(parts.accruals.sums(county, str(run_of.before))) if run_of.before else {}
        _book(county, entity, run, before, parts)
        parts.accruals.finish(run_of)
    run.is_whole = True
    return run


def _part(place: tuple[str, str], entity: str, day: date, parts: AccruingParts) -> Sums:
    sums: Counter[str] = Counter()
    for head in parts.days.heads_in(place, entity):
        account = account_of(head.item())
        if account.state is not AccountState.CLOSED:
            sums[account.kind_code] += _unpaid_fen(account, day, parts)
    return +sums


def _unpaid_fen(account: Account, day: date, parts: AccruingParts) -> int:
    if account.kind_code in timed_kinds():
        if not account.balance_fen:
            return 0
        return parts.deposits.get(account.id).accrued(account.balance_fen, day + _DAY)
    if account.kind_code not in interest_rules() or not account.seq:
        return 0
    try:
        return accrued(account, day, parts.interest).interest_fen
    except AlreadySettled:
        return 0


def _total(sums: dict[str, Sums]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in sums.values():
        total.update(each)
    return dict(total)


def _book(county: str, entity: str, run: AccrualRun, before: Sums, parts: AccruingParts) -> None:
    for kind in sorted({*run.payable_fen, *before}):
        moved = run.payable_fen.get(kind, 0) - before.get(kind, 0)
        if moved:
            name = f"{county}:{run.day}:{kind}"
            key = CommandKey("accounts.accrue", "bank", county, name, fingerprint(name))
            parts.post(key, partial(_booked, (county, entity), run.day, moved, key, parts.books))


def _booked(
    place: tuple[str, str], day: date, moved_fen: int, key: CommandKey, books: Books
) -> Outcome:
    """On the open day, with the day that is accrued as value date."""
    expense, payable = (general(*place, kind) for kind in ("interest_expense", "interest_payable"))
    up, down = (expense, payable) if moved_fen > 0 else (payable, expense)
    legs = [debit(up, abs(moved_fen)), credit(down, abs(moved_fen))]
    value_date = max(day, books.day(place[1]).open_from)
    return book(Posting(ACCRUED, value_date, None, legs), key, books).outcome({"moved": moved_fen})
