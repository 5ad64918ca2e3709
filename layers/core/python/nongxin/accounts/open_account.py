"""Open a demand deposit (开立活期存款账户): a card under its owner and entry 0 in the ledger."""

from __future__ import annotations

from dataclasses import asdict

from nongxin.accounts.events import AccountOpened
from nongxin.accounts.number import account_number
from nongxin.accounts.store import AccountCard, DynamoAccounts
from nongxin.accounts.tiers.tier_store import DynamoHoldings, DynamoTierUses
from nongxin.accounts.tiers.tiers import BindingInvalid, TierUse, tier_wanted
from nongxin.catalog.accounts import Tier, tiers
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.numbers import Numbers
from nongxin.kernel.privacy import Vault
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.post import Books, opening
from nongxin.ledger.store import LedgerAccounts


@value
class OpenAccount:
    """`owner` is a person that the caller has found to exist; `entity` the legal entity that keeps
    the account, in `county` (the owner's home if none is named). `tier`: I, II or III;
    `bound_to`: the owner's Ⅰ class account that a Ⅱ or Ⅲ class one is bound to, if any.
    """

    owner: str
    entity: str
    county: str = ""
    tier: str = "I"
    bound_to: str = ""


@value
class OpeningParts:
    accounts: DynamoAccounts
    ledger: LedgerAccounts
    numbers: Numbers
    directory: Directory
    vault: Vault
    calendar: BusinessCalendar
    holdings: DynamoHoldings
    uses: DynamoTierUses


def open_account(command: OpenAccount, parts: OpeningParts) -> Outcome:
    """Answers the card. The account number is claimed province-wide, so that payees can be found
    by it; the person's class is claimed at the legal entity.

    Raises UnknownTier, TierFull, BindingInvalid.
    """
    tier = tier_wanted(command.tier)
    _check_binding(command, tier, parts.ledger)
    held = parts.holdings.get(command.owner, command.entity)
    card = new_card(command, tier.kind, parts)
    clock = parts.calendar.clock
    county = county_of(card.id)
    opened = AccountOpened(
        county=county,
        account_id=card.id,
        owner=card.owner,
        entity=card.entity,
        kind=card.kind,
    )
    account = Account(card.id, card.kind, card.entity, card.owner)
    writes = [
        parts.accounts.add(card, outbox([opened], clock)),
        opening(account, Books(parts.ledger, parts.calendar)),
        parts.directory.claim("account", parts.vault.blind("account", card.number), card.id),
        parts.holdings.save(held.opened(tier, county)),
    ]
    if tier.is_limited:
        writes.append(parts.uses.save(TierUse(card.id, command.bound_to)))
    return Outcome(asdict(card), writes)


def new_card(command: OpenAccount, kind: str, parts: OpeningParts) -> AccountCard:
    """A card with a fresh id and number."""
    county = command.county or county_of(command.owner)
    return AccountCard(
        id=new_id("ac", county, parts.calendar.clock),
        number=account_number(command.entity, county, parts.numbers.next(county, "account")),
        owner=command.owner,
        kind=kind,
        entity=command.entity,
        opened_on=parts.calendar.business_date(command.entity).isoformat(),
        bound_to=command.bound_to,
    )


def _check_binding(command: OpenAccount, tier: Tier, ledger: LedgerAccounts) -> None:
    if not command.bound_to:
        return
    try:
        bound = ledger.get(command.bound_to)
    except Missing:
        raise BindingInvalid() from None
    of_bound = tiers().get(bound.kind_code)
    is_first = of_bound is not None and not of_bound.is_limited
    is_own = bound.owner == command.owner and bound.state is AccountState.OPEN
    if not (tier.is_limited and is_first and is_own):
        raise BindingInvalid()
