"""Settle interest (结息): what an account has earned up to a 结息日, into the account, once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile

from nongxin.accounts.events import InterestPaid
from nongxin.accounts.interest.interest import Accrual, Settled, accrue
from nongxin.accounts.interest.interest_store import DynamoInterest
from nongxin.catalog.deposits import interest_rules
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.mapping import line_of
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord

INTEREST = "INTEREST"


class NoInterest(Rule):
    code = "account-bears-no-interest"
    zh = "账户种类{kind}不按活期计息"
    en = "Accounts of kind {kind} bear no interest by daily balance"


class AlreadySettled(Conflict):
    code = "interest-already-settled"
    zh = "利息已结至{until}"
    en = "Interest is settled up to {until}"


class DayNotOver(Rule):
    code = "interest-day-not-over"
    zh = "{until}尚未日终，不能结息"
    en = "{until} is not over: its balance is not known yet"


@value
class InterestParts:
    interest: DynamoInterest
    books: Books


def settlement_key(account_id: str, until: date) -> CommandKey:
    """The same whoever settles it and however often: account and day."""
    name = f"{account_id}:{until}"
    return CommandKey("accounts.settle", "bank", county_of(account_id), name, fingerprint(name))


def settle_interest(account_id: str, until: date, key: CommandKey, parts: InterestParts) -> Outcome:
    """Answers 积数 and interest of the days since the last settlement, up to and with `until`.

    Booked on the open day with the day after `until` as value date (结息日次日入账). Raises Missing,
    NoInterest, AlreadySettled, DayNotOver, AccountNotOpen (frozen or closed).
    """
    account = parts.books.accounts.get(account_id)
    accrual = accrued(account, until, parts)
    answer = {
        "account_id": account_id,
        "until": until.isoformat(),
        "fen_days": accrual.fen_days,
        "interest_fen": accrual.interest_fen,
    }
    moved_on = parts.interest.save(accrual.after)
    if not accrual.interest_fen:
        row = JournalRecord()
        return Outcome(answer, [moved_on], row, parts.books.calendar.good_until(account.entity))
    county = county_of(account_id)
    legs = [
        debit(general(county, account.entity, "interest_expense"), accrual.interest_fen),
        credit(account_id, accrual.interest_fen),
    ]
    day = parts.books.day(account.entity)
    value_date = max(until + timedelta(days=1), day.open_from)
    told = InterestPaid(
        county=county,
        account_id=account_id,
        entity=account.entity,
        interest_fen=accrual.interest_fen,
    )
    events = outbox([told], parts.books.calendar.clock)
    booked = book(Posting(INTEREST, value_date, None, legs), key, parts.books, events)
    return booked.outcome(answer, moved_on)


def accrued(account: Account, until: date, parts: InterestParts) -> Accrual:
    """What an account has earned since its last settlement; nothing is written.

    Raises NoInterest, AlreadySettled, DayNotOver.
    """
    rule = interest_rules().get(account.kind_code)
    if rule is None:
        raise NoInterest(kind=account.kind_code)
    if until >= parts.books.day(account.entity).today:
        raise DayNotOver(until=until.isoformat())
    settled = parts.interest.get(account.id) or _unsettled(account, parts)
    if settled.until >= until:
        raise AlreadySettled(until=settled.until.isoformat())
    border = settled.until.isoformat()
    since = takewhile(
        lambda record: str(record.booking_date) > border,
        parts.books.accounts.back_from(account.id, account.seq),
    )
    lines = map(line_of, since)
    return accrue(settled, lines, account.kind.side, until, rule)


def _unsettled(account: Account, parts: InterestParts) -> Settled:
    """Nothing was ever settled: reckoned from the day that the account was opened on."""
    opened = parts.books.accounts.entry(account.id, 0)
    assert opened is not None, "every account has its entry 0"
    day = date.fromisoformat(str(opened.booking_date))
    return Settled(account.id, day - timedelta(days=1))
