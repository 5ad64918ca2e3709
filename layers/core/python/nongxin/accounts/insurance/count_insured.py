"""Count what is insured at a legal entity: every deposit of every county, with its interest."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from nongxin.accounts.insurance.insurance import InsuranceReport, insured
from nongxin.accounts.interest.settle_interest import AlreadySettled, InterestParts, accrued
from nongxin.accounts.time_deposits.deposit_store import DynamoDeposits
from nongxin.catalog.deposits import interest_rules, timed_kinds
from nongxin.catalog.places import counties_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.store import account_of


@value
class InsuredParts:
    days: DynamoDays
    deposits: DynamoDeposits
    interest: InterestParts


def count_insured(entity: str, parts: InsuredParts) -> InsuranceReport:
    """As of the open business date, interest up to the day before it. Nothing is written."""
    today = parts.interest.books.calendar.business_date(entity)
    by_owner: Counter[str] = Counter()
    accounts = 0
    for county in counties_of(entity, today):
        for head in parts.days.heads(county, entity):
            account = account_of(head.item())
            if account.state is AccountState.CLOSED or account.kind.book != "deposits":
                continue
            accounts += 1
            by_owner[account.owner] += account.balance_fen + _interest_fen(account, parts)
    return insured(entity, today, accounts, by_owner)


def _interest_fen(account: Account, parts: InsuredParts) -> int:
    today = parts.interest.books.calendar.business_date(account.entity)
    if account.kind_code in interest_rules():
        try:
            return accrued(account, today - timedelta(days=1), parts.interest).interest_fen
        except AlreadySettled:
            return 0
    if account.kind_code in timed_kinds():
        return parts.deposits.get(account.id).earned(account.balance_fen, today)
    return 0
