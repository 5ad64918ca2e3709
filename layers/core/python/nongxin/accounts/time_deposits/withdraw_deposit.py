"""Take a time deposit out (支取), whole or in part, before, at or after its maturity."""

from __future__ import annotations

from nongxin.accounts.close_account import closing_write
from nongxin.accounts.events import DepositPaidOut
from nongxin.accounts.time_deposits.deposit import Deposit
from nongxin.accounts.time_deposits.open_deposit import DepositParts, SourceInvalid
from nongxin.catalog.accounts import tiers
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountNotOpen, AccountState
from nongxin.ledger.post import book
from nongxin.ledger.posting import Leg, Posting, check_amount, credit, debit, general


@value
class WithdrawDeposit:
    """`amount_fen` None: all of it. `pay_to`: another demand deposit of the owner than the one that
    the money came from, or None.
    """

    account_id: str
    amount_fen: int | None = None
    pay_to: Account | None = None


def withdraw_deposit(command: WithdrawDeposit, key: CommandKey, parts: DepositParts) -> Outcome:
    """Answers principal and interest paid. What is taken whole is closed in the same transaction.

    Raises Missing, RenewalDue (`renew_deposit` comes first), what `Deposit.taken` forbids,
    SourceInvalid, InsufficientFunds (a part is held), AccountNotOpen.
    """
    books = parts.books
    account = books.accounts.get(command.account_id)
    deposit = parts.deposits.get(command.account_id)
    if account.state is AccountState.CLOSED:
        raise AccountNotOpen(state=account.state.value)
    today = books.day(account.entity).today
    amount_fen = account.balance_fen if command.amount_fen is None else command.amount_fen
    check_amount(amount_fen)
    after = deposit.taken(amount_fen, account.balance_fen, today)
    interest_fen = deposit.earned(amount_fen, today)
    target = _target(command, deposit, account)
    told = DepositPaidOut(
        county=county_of(account.id),
        account_id=account.id,
        entity=account.entity,
        principal_fen=amount_fen,
        interest_fen=interest_fen,
    )
    events = outbox([told], books.calendar.clock)
    posting = Posting(
        "DEPOSIT_PAID_OUT", None, None, _legs(account, amount_fen, interest_fen, target)
    )
    booked = book(posting, key, books, events)
    others: list[Write] = [parts.deposits.save(after)]
    if amount_fen == account.balance_fen:
        others.append(closing_write(account, booked.writes, key, books))
        others.append(parts.opening.accounts.close(account.owner, account.id, today))
    answer = {
        "account_id": account.id,
        "principal_fen": amount_fen,
        "interest_fen": interest_fen,
        "pay_to": target,
    }
    return booked.outcome(answer, *others)


def _target(command: WithdrawDeposit, deposit: Deposit, account: Account) -> str:
    to = command.pay_to
    if to is None:
        return deposit.pays_to
    tier = tiers().get(to.kind_code)
    if to.owner != account.owner or tier is None or tier.balance_most_fen is not None:
        raise SourceInvalid()
    return to.id


def _legs(account: Account, amount_fen: int, interest_fen: int, target: str) -> list[Leg]:
    legs = [debit(account.id, amount_fen), credit(target, amount_fen + interest_fen)]
    if interest_fen:
        expense = general(county_of(account.id), account.entity, "interest_expense")
        legs.append(debit(expense, interest_fen))
    return legs
