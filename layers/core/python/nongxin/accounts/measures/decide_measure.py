"""Decide on a measure (复核): execute it, once, or reject it. Never by its maker."""

from __future__ import annotations

from nongxin.accounts.close_account import closing_write
from nongxin.accounts.events import MeasureExecuted
from nongxin.accounts.measures.measure import Action, Decision, Measure, MeasureDecided
from nongxin.accounts.measures.propose_measure import MeasureParts, executed_freeze
from nongxin.accounts.suspense.suspend_money import suspend_money, suspense_of
from nongxin.accounts.time_deposits.deposit import Deposit, RenewalDue
from nongxin.accounts.transfers.transfer import takes_money
from nongxin.catalog.deposits import timed_kinds
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.kinds import Side
from nongxin.ledger.place_hold import PlaceHold, place_hold
from nongxin.ledger.post import book
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.ledger.release_hold import ReleaseHold, release_hold
from nongxin.ledger.renew_hold import RenewHold, renew_hold
from nongxin.ledger.store import JournalRecord

DEDUCTION = "DEDUCTION"


@value
class DecideMeasure:
    account_id: str
    measure_id: str
    approves: bool


def decide_measure(
    command: DecideMeasure, by: Principal, key: CommandKey, parts: MeasureParts
) -> Outcome:
    """Answers what was done. The ledger's entry and the decision's row are one transaction.

    A freeze beyond what is there waits its turn (轮候冻结): holds count in the order in which they
    were executed. A deduction takes from its own freeze only, never what earlier ones hold.
    Raises Missing, MeasureFourEyes, MeasureDecided, what `Measure.checked` and the ledger refuse
    (HoldNotActive, HoldExceeded, InsufficientFunds, TooManyHolds, AccountNotOpen), RenewalDue
    (`renew_deposit` comes first).
    """
    measure = parts.measures.get(command.account_id, command.measure_id)
    measure.check_decider(by)
    if parts.measures.decision(command.account_id, measure.id):
        raise MeasureDecided()
    if not command.approves:
        return _rejected(measure, by, parts)
    measure.checked(parts.books.calendar.clock.today())
    done = _EXECUTE[measure.action](measure, key, parts)
    hold_id = str(done.answer.get("hold_id", "")) if measure.action is Action.FREEZE else ""
    row = done.key_row or JournalRecord()
    row.events = _told(measure, parts)
    writes = [*done.writes, _decided(measure, by, parts, hold_id, is_executed=True)]
    answer = {"measure_id": measure.id, "state": "executed"}
    return Outcome(answer, writes, row, done.good_until)


def _rejected(measure: Measure, by: Principal, parts: MeasureParts) -> Outcome:
    write = _decided(measure, by, parts, "", is_executed=False)
    return Outcome({"measure_id": measure.id, "state": "rejected"}, [write], JournalRecord())


def _freeze(measure: Measure, key: CommandKey, parts: MeasureParts) -> Outcome:
    told = PlaceHold(measure.account_id, measure.hold_fen, measure.ends_at, forced=True)
    return place_hold(told, key, parts.books)


def _renew(measure: Measure, key: CommandKey, parts: MeasureParts) -> Outcome:
    hold_id = executed_freeze(measure, parts)[1]
    told = RenewHold(measure.account_id, hold_id, measure.ends_at)
    return renew_hold(told, key, parts.books)


def _lift(measure: Measure, key: CommandKey, parts: MeasureParts) -> Outcome:
    hold_id = executed_freeze(measure, parts)[1]
    return release_hold(ReleaseHold(measure.account_id, hold_id), key, parts.books)


def _deduct(measure: Measure, key: CommandKey, parts: MeasureParts) -> Outcome:
    """Into other payables, from where it goes to the authority's own account (assumed).

    From a time deposit it is an early withdrawal of that part: its interest is the owner's, and
    waits in suspense (待处理挂账) where the account that it is paid to takes nothing any more. A time
    deposit of which nothing is left is closed, now or by `tend_county` once nobody else holds it.
    """
    account = parts.books.accounts.get(measure.account_id)
    hold_id = executed_freeze(measure, parts)[1]
    county, amount_fen = county_of(account.id), measure.amount_fen or 0
    is_timed = account.kind_code in timed_kinds()
    takes_all = is_timed and amount_fen == account.balance_fen
    legs = [
        Leg(account.id, Side.DEBIT, amount_fen, hold=hold_id, last=takes_all),
        credit(general(county, account.entity, "other_payable"), amount_fen),
    ]
    touched: list[Write] = []
    if is_timed:
        more, touched = _interest(measure, account, parts)
        legs += more
    booked = book(Posting(DEDUCTION, None, None, legs), key, parts.books)
    if takes_all and _is_held_by(account, hold_id, parts):
        touched.append(closing_write(account, booked.writes, key, parts.books))
        today = parts.books.day(account.entity).today
        touched.append(parts.accounts.close(account.owner, account.id, today))
    return booked.outcome({}, *touched)


def _is_held_by(account: Account, hold_id: str, parts: MeasureParts) -> bool:
    """By this hold alone, and free otherwise."""
    holds = account.active_holds(parts.books.calendar.clock.now())
    return account.state is AccountState.OPEN and [hold.id for hold in holds] == [hold_id]


def _interest(
    measure: Measure, account: Account, parts: MeasureParts
) -> tuple[list[Leg], list[Write]]:
    """Of the part that is taken. Raises RenewalDue."""
    deposit = parts.deposits.get(account.id)
    today = parts.books.day(account.entity).today
    if deposit.is_due(today):
        raise RenewalDue()
    # Under its version: a renewal or a payout at the same time decides anew, and so does this.
    touched = [parts.deposits.save(deposit)]
    interest_fen = deposit.earned(measure.amount_fen or 0, today)
    if not interest_fen:
        return [], touched
    expense = general(county_of(account.id), account.entity, "interest_expense")
    leg, rows = _interest_leg(measure, deposit, interest_fen, parts)
    return [debit(expense, interest_fen), leg], [*touched, *rows]


def _interest_leg(
    measure: Measure, deposit: Deposit, interest_fen: int, parts: MeasureParts
) -> tuple[Leg, list[Write]]:
    pays_to = parts.books.accounts.get(deposit.pays_to)
    if takes_money(pays_to):
        return credit(pays_to.id, interest_fen), []
    clock = parts.books.calendar.clock
    row = suspend_money(pays_to, interest_fen, measure.id, parts.suspense, clock)
    return credit(suspense_of(pays_to), interest_fen), [row]


_EXECUTE = {
    Action.FREEZE: _freeze,
    Action.RENEW: _renew,
    Action.LIFT: _lift,
    Action.DEDUCT: _deduct,
}


def _decided(
    measure: Measure, by: Principal, parts: MeasureParts, hold_id: str, *, is_executed: bool
) -> Write:
    now = parts.books.calendar.clock.now()
    decision = Decision(measure.id, is_executed, by.id, now, hold_id)
    return parts.measures.decide(measure.account_id, decision)


def _told(measure: Measure, parts: MeasureParts) -> str:
    event = MeasureExecuted(
        county=county_of(measure.account_id),
        account_id=measure.account_id,
        measure_id=measure.id,
        action=measure.action.value,
        authority=measure.document.authority,
        amount_fen=measure.amount_fen or 0,
    )
    return outbox([event], parts.books.calendar.clock)
