"""List every account of a person (统一客户视图), in whatever county and legal entity it is kept."""

from __future__ import annotations

from datetime import datetime

from nongxin.accounts.store import AccountCard, DynamoAccounts
from nongxin.accounts.tiers.tier_store import DynamoHoldings
from nongxin.kernel.clock import Clock
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.kernel.scatter import Gathered, scatter
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.holds import Hold, total_fen
from nongxin.ledger.store import LedgerAccounts


@value
class AccountNow:
    """A card and what the ledger says of it at this moment. Amounts in fen."""

    card: AccountCard
    account: Account
    available_fen: int
    held_fen: int
    holds: tuple[Hold, ...]


@value
class UnifiedView:
    """Oldest account first; `silent` are counties that did not answer in time."""

    accounts: list[AccountNow]
    silent: list[str]


@value
class ListingParts:
    accounts: DynamoAccounts
    holdings: DynamoHoldings
    ledger: LedgerAccounts
    clock: Clock


def list_accounts(owner: str, caller: Principal, parts: ListingParts) -> UnifiedView:
    """A customer sees all of their own, staff what is kept in the counties that they serve.

    The directory names the counties; they are asked side by side. Raises Missing for whom the
    caller has no part in.
    """
    home = county_of(owner, "pn")
    known = {county for held in parts.holdings.of_person(owner) for county in held.counties}
    counties = sorted(known | {home})
    if caller.role is Role.CUSTOMER:
        seen = counties if owner == caller.id else []
    else:
        seen = [county for county in counties if caller.serves(county)]
    if not seen:
        raise Missing()
    now = parts.clock.now()
    told: Gathered[list[AccountNow]] = scatter(seen, lambda c: _in_county(owner, c, now, parts))
    found = [each for county in told.answers for each in county]
    found.sort(key=lambda each: (each.card.opened_on, each.card.id[-26:]))
    return UnifiedView(found, told.silent)


def account_now(card: AccountCard, account: Account, now: datetime) -> AccountNow:
    holds = account.active_holds(now)
    held_fen = min(total_fen(holds), account.balance_fen)
    return AccountNow(card, account, max(0, account.available_fen(now)), held_fen, holds)


def _in_county(owner: str, county: str, now: datetime, parts: ListingParts) -> list[AccountNow]:
    cards = parts.accounts.of_owner(owner, county)
    return [account_now(card, parts.ledger.get(card.id), now) for card in cards]
