"""Renew a time deposit at its maturity (自动转存): the interest joins the principal, once."""

from __future__ import annotations

from datetime import date
from functools import partial

from nongxin.accounts.interest.settle_county import Post
from nongxin.accounts.interest.settle_interest import INTEREST
from nongxin.accounts.time_deposits.open_deposit import DepositParts
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.errors import Conflict
from nongxin.kernel.ids import county_of
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord


class NotDue(Conflict):
    code = "time-deposit-not-due"
    zh = "存款未到期或不自动转存"
    en = "The deposit has not matured, or is not renewed by itself"


def renewal_key(account_id: str, matured_on: date) -> CommandKey:
    """The same whoever renews it and however often: account and maturity."""
    name = f"{account_id}:{matured_on}"
    return CommandKey("accounts.renew", "bank", county_of(account_id), name, fingerprint(name))


def renew_deposit(account_id: str, key: CommandKey, parts: DepositParts) -> Outcome:
    """Answers the interest that joined and the new maturity. Value date: the day of maturity.

    Raises Missing, NotDue, AccountNotOpen.
    """
    account = parts.books.accounts.get(account_id)
    deposit = parts.deposits.get(account_id)
    day = parts.books.day(account.entity)
    if not deposit.is_due(day.today) or not account.balance_fen or deposit.matures_on is None:
        raise NotDue()
    interest_fen = deposit.full_term_fen(account.balance_fen)
    after = deposit.renewed()
    answer = {
        "account_id": account_id,
        "interest_fen": interest_fen,
        "matures_on": after.matures_on.isoformat() if after.matures_on else None,
    }
    saved = parts.deposits.save(after)
    if not interest_fen:
        until = parts.books.calendar.good_until(account.entity)
        return Outcome(answer, [saved], JournalRecord(), until)
    legs = [
        debit(general(county_of(account_id), account.entity, "interest_expense"), interest_fen),
        credit(account_id, interest_fen),
    ]
    value_date = max(deposit.matures_on, day.open_from)
    booked = book(Posting(INTEREST, value_date, None, legs), key, parts.books)
    return booked.outcome(answer, saved)


def renew_due(account_id: str, parts: DepositParts, post: Post) -> int:
    """Renews a deposit as often as it has matured by the open day; answers how often it was now.

    Called before anything else is done with a deposit, so that a job that is late changes nothing.
    Raises Missing, AccountNotOpen.
    """
    account = parts.books.accounts.get(account_id)
    today, times = parts.books.day(account.entity).today, 0
    deposit = parts.deposits.get(account_id)
    while account.balance_fen and deposit.is_due(today) and deposit.matures_on:
        key = renewal_key(account_id, deposit.matures_on)
        done = post(key, partial(renew_deposit, account_id, key, parts))
        times += not done.replayed
        deposit = parts.deposits.get(account_id)
    return times
