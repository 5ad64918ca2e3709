"""Pay cash out at a counter (现金取款): the vault's cash shrinks, and so does what the bank owes."""

from __future__ import annotations

from nongxin.accounts.demand import check_demand
from nongxin.accounts.events import CashWithdrawn
from nongxin.accounts.tiers.tier_limits import TierParts, tier_writes
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general


@value
class WithdrawCash:
    account: Account
    amount_fen: int


def withdraw_cash(
    command: WithdrawCash, key: CommandKey, tiers: TierParts, calendar: BusinessCalendar
) -> Outcome:
    """Answers the account and the amount.

    Raises NotADemandDeposit, InsufficientFunds, AccountNotOpen, and the limits of a Ⅱ or Ⅲ class
    account.
    """
    account = command.account
    check_demand(account)
    county = county_of(account.id, "ac")
    booked_on = calendar.business_date(account.entity)
    legs = [
        debit(account.id, command.amount_fen),
        credit(general(county, account.entity, "vault_cash"), command.amount_fen),
    ]
    posting = Posting("CASH_WITHDRAWAL", booked_on, booked_on, legs)
    told = CashWithdrawn(
        county=county,
        account_id=account.id,
        entity=account.entity,
        amount_fen=command.amount_fen,
    )
    counted = tier_writes(posting, [account], tiers)
    booked = book(posting, key, Books(tiers.ledger, calendar), outbox([told], calendar.clock))
    answer = {"account_id": account.id, "amount_fen": command.amount_fen}
    return booked.outcome(answer, *counted)
