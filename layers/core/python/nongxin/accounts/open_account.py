"""Open a demand deposit (开立活期存款账户): a card under its owner and entry 0 in the ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nongxin.accounts.events import AccountOpened
from nongxin.accounts.store import AccountCard, DynamoAccounts
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.directory import Directory
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.numbers import Numbers, luhn
from nongxin.kernel.privacy import Vault
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, opening
from nongxin.ledger.store import LedgerAccounts

DEMAND_DEPOSIT = "demand_deposit"


@dataclass(frozen=True)
class OpenAccount:
    """`owner` is a person that the caller has found to exist; `entity` the legal entity that keeps
    the account.
    """

    owner: str
    entity: str


@dataclass(frozen=True)
class OpeningParts:
    accounts: DynamoAccounts
    ledger: LedgerAccounts
    numbers: Numbers
    directory: Directory
    vault: Vault
    calendar: BusinessCalendar


def open_account(command: OpenAccount, parts: OpeningParts) -> Outcome:
    """Answers the card. The account number is claimed province-wide, so that payees can be found
    by it.
    """
    county = county_of(command.owner)
    clock = parts.calendar.clock
    card = AccountCard(
        id=new_id("ac", county, clock),
        number=account_number(command.entity, county, parts.numbers.next(county, "account")),
        owner=command.owner,
        kind=DEMAND_DEPOSIT,
        entity=command.entity,
        opened_on=parts.calendar.business_date(command.entity).isoformat(),
    )
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
    ]
    return Outcome(asdict(card), writes)


def account_number(entity: str, county: str, serial: int) -> str:
    """19 digits: legal entity (4), county (6), serial (8), Luhn check digit. The layout is
    assumed.
    """
    body = f"{entity}{county}{serial:08d}"
    return body + luhn(body)
