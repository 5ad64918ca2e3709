"""Close a demand deposit (销户): interest to the day before, everything paid out, nothing left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from nongxin.accounts.demand import check_demand
from nongxin.accounts.events import AccountClosed, CashWithdrawn, TransferMade
from nongxin.accounts.interest.settle_interest import AlreadySettled, InterestParts, accrued
from nongxin.accounts.store import DynamoAccounts
from nongxin.accounts.tiers.tier_limits import TierParts, tier_writes
from nongxin.accounts.tiers.tier_store import DynamoHoldings
from nongxin.catalog.accounts import tiers
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.events import Event, outbox
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord, Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountNotOpen, AccountState
from nongxin.ledger.line import Entry
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.ledger.store import EntryRecord, JournalRecord, account_of

_CLOSED = "ACCOUNT_CLOSED"


class AccountHeld(Conflict):
    code = "account-held"
    zh = "账户有未解除的冻结或圈存，不能销户"
    en = "Something is held on the account: it cannot be closed"


class RepaysLoan(Conflict):
    code = "account-repays-loan"
    zh = "该账户是未结清或已签约待放款贷款的账户，不能销户"
    en = "A loan that is signed for or not paid off uses this account: it cannot be closed"


class PayeeInvalid(Rule):
    code = "closing-payee-invalid"
    zh = "销户款须转入本人名下的另一账户"
    en = "A closing is paid out into another account of the same person"


@value
class CloseAccount:
    """`pay_to`: an account of the same owner, None for cash."""

    account_id: str
    pay_to: Account | None = None


@value
class CloseParts:
    """`repays_loan`: whether a loan that is signed for or not paid off uses an account."""

    interest: InterestParts
    tiers: TierParts
    accounts: DynamoAccounts
    holdings: DynamoHoldings
    repays_loan: Callable[[Account], bool]


def close_account(command: CloseAccount, key: CommandKey, parts: CloseParts) -> Outcome:
    """Answers what was paid out: balance and interest.

    The interest is that of the closing day's rate, up to the day before it (储蓄管理条例: 清户日).
    Raises Missing, NotADemandDeposit, AccountNotOpen, AccountHeld, RepaysLoan, PayeeInvalid.
    """
    books = parts.interest.books
    account = books.accounts.get(command.account_id)
    _check(account, command, parts)
    interest_fen, settled = _interest(account, parts)
    total_fen = account.balance_fen + interest_fen
    events = outbox(_told(account, interest_fen, command.pay_to), books.calendar.clock)
    answer = {
        "account_id": account.id,
        "paid_fen": total_fen,
        "balance_fen": account.balance_fen,
        "interest_fen": interest_fen,
    }
    today = books.day(account.entity).today
    card = parts.accounts.close(account.owner, account.id, today)
    others = [*settled, card, *_released(account, parts.holdings)]
    if not total_fen:
        row = JournalRecord(events=events)
        until = books.calendar.good_until(account.entity)
        return Outcome(answer, [*others, _closed(account, key, books)], row, until)
    posting = Posting(_CLOSED, None, None, _legs(account, interest_fen, command.pay_to))
    if command.pay_to is not None:
        others += tier_writes(posting, [command.pay_to], parts.tiers)
    booked = book(posting, key, books, events)
    return booked.outcome(answer, *others, closing_write(account, booked.writes, key, books))


def _told(account: Account, interest_fen: int, pay_to: Account | None) -> list[Event]:
    """That it is closed, and how the money left: as in any other payout, for those who watch it."""
    county, fen = county_of(account.id), account.balance_fen + interest_fen
    closed = AccountClosed(
        county=county, account_id=account.id, entity=account.entity, interest_fen=interest_fen
    )
    if not fen:
        return [closed]
    if pay_to is None:
        paid: Event = CashWithdrawn(
            county=county, account_id=account.id, entity=account.entity, amount_fen=fen
        )
    else:
        paid = TransferMade(
            county=county,
            account_id=account.id,
            payee_account_id=pay_to.id,
            payer=account.owner,
            payee=pay_to.owner,
            entity=account.entity,
            payee_entity=pay_to.entity,
            amount_fen=fen,
        )
    return [closed, paid]


def _check(account: Account, command: CloseAccount, parts: CloseParts) -> None:
    now = parts.interest.books.calendar.clock.now()
    check_demand(account)
    if account.state is not AccountState.OPEN:
        raise AccountNotOpen(state=account.state.value)
    if account.active_holds(now):
        raise AccountHeld()
    to = command.pay_to
    if to is not None and (to.id == account.id or to.owner != account.owner):
        raise PayeeInvalid()
    if parts.repays_loan(account):
        raise RepaysLoan()


def _interest(account: Account, parts: CloseParts) -> tuple[int, list[Write]]:
    yesterday = parts.interest.books.day(account.entity).today - timedelta(days=1)
    try:
        accrual = accrued(account, yesterday, parts.interest)
    except AlreadySettled:
        return 0, []  # opened or settled today
    return accrual.interest_fen, [parts.interest.interest.save(accrual.after)]


def _released(account: Account, holdings: DynamoHoldings) -> list[Write]:
    """Its class is free again."""
    held = holdings.get(account.owner, account.entity)
    return [holdings.save(held.closed(tiers()[account.kind_code]))]


def _legs(account: Account, interest_fen: int, pay_to: Account | None) -> list[Leg]:
    county, entity = county_of(account.id), account.entity
    cash = general(county, entity, "vault_cash")
    target = cash if pay_to is None else pay_to.id
    legs = [credit(target, account.balance_fen + interest_fen)]
    if account.balance_fen:
        legs.append(debit(account.id, account.balance_fen))
    if interest_fen:
        legs.append(debit(general(county, entity, "interest_expense"), interest_fen))
    return legs


def closing_write(
    account: Account, writes: Sequence[Write], key: CommandKey, books: Books
) -> Write:
    """The closing entry of an account after the writes that take everything from it.

    All was decided on the account as first read: if another entry came in between, decide anew.
    """
    for write in writes:
        record = write.record
        if isinstance(record, EntryRecord) and record.account == account.id:
            after = account_of(record.item())
            if after.seq != account.seq + 1:
                books.accounts.doubt([account.id])
                raise StaleRecord()
            return _closed(after, key, books)
    return _closed(account, key, books)


def _closed(after: Account, key: CommandKey, books: Books) -> Write:
    moment = books.moment(after.entity, key, _CLOSED)
    closed = after.turned(AccountState.CLOSED, moment)
    return books.accounts.add(Entry(closed, "state", 0, moment))
