"""Pay cash in at a counter (现金存款): the vault's cash grows, and so does what the bank owes the
owner.
"""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.accounts.events import CashDeposited
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import LedgerAccounts


@dataclass(frozen=True)
class DepositCash:
    account_id: str
    amount_fen: int
    entity: str


def deposit_cash(
    command: DepositCash,
    key: CommandKey,
    ledger: LedgerAccounts,
    calendar: BusinessCalendar,
) -> Outcome:
    """Answers the account and the amount; the balance is for the account's owner to ask."""
    county = county_of(command.account_id, "ac")
    booked_on = calendar.business_date(command.entity)
    legs = [
        debit(general(county, command.entity, "vault_cash"), command.amount_fen),
        credit(command.account_id, command.amount_fen),
    ]
    posting = Posting("CASH_DEPOSIT", booked_on, booked_on, legs)
    told = CashDeposited(
        county=county,
        account_id=command.account_id,
        entity=command.entity,
        amount_fen=command.amount_fen,
    )
    events = outbox([told], calendar.clock)
    booked = book(posting, key, Books(ledger, calendar), events)
    return booked.outcome({"account_id": command.account_id, "amount_fen": command.amount_fen})
