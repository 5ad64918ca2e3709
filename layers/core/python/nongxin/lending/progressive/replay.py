"""The state of a loan as of a day: its events in the order of their value dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction

from nongxin.lending.loans.entries import (
    CalledDue,
    Charge,
    ChargeOff,
    ChargeWaiver,
    Credit,
    Draw,
    Entry,
    InstalmentFee,
    InterestRefund,
    NetDraw,
    NewPlan,
    Pause,
    RateChange,
    Refund,
    Repayment,
    Respread,
    WriteOff,
)
from nongxin.lending.loans.order import Numbered
from nongxin.lending.progressive import changes
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.allocate import Filling
from nongxin.lending.progressive.as_of import interest_so_far
from nongxin.lending.progressive.charge_off import apply_charge_off, call_due
from nongxin.lending.progressive.cumulative import lay_out
from nongxin.lending.progressive.fees import (
    follow_fees,
    take_charge,
    take_fee_per_instalment,
    waive_charge,
)
from nongxin.lending.progressive.lines import PARTS, Line
from nongxin.lending.progressive.order import in_force
from nongxin.lending.progressive.overdue import carry_overdue
from nongxin.lending.progressive.product import Product
from nongxin.lending.progressive.respread import respread

Payment = Repayment | Credit
_DAY = timedelta(days=1)


def replay(
    product: Product,
    start: date,
    dues: Sequence[date],
    entries: Sequence[Entry],
    today: date,
    known_on: date | None = None,
) -> Account:
    """`today` is the day up to which interest is reckoned; with `known_on` only what had been
    entered by that day counts (as known then), else all (as known now).
    """
    live = in_force(entries, known_on, charges_first=product.cumulative)
    return _played(Account.opened(product, start, dues), live, today)


def _played(account: Account, entries: Iterable[Numbered], today: date) -> Account:
    for account.nr, entry in entries:
        _HANDLERS[type(entry)](account, entry)
        account.history.append((account.nr, entry))
        follow_fees(account)
    _carry(account, today)
    return account


def _carry(account: Account, day: date, *, closing: bool = False) -> None:
    """Overdue principal bears interest up to the day; when all is paid ahead maybe further."""
    rule = account.product.recalculation
    if rule is None or not account.bears_interest or not rule.on_past_due:
        return
    whole = rule.to_rest and (closing or not rule.daily)
    if account.written_off_on is None and carry_overdue(account.plan, day, whole_period=whole):
        account.sync(day)


def _kind(event: Payment) -> str:
    return event.kind if isinstance(event, Credit) else "repayment"


def _closes(account: Account, event: Payment) -> bool:
    """Whether the payment covers all that is owed when paid ahead of time."""
    rule = account.product.recalculation
    if rule is None or not rule.to_rest or not account.bears_interest:
        return False
    trial = deepcopy(account)
    _carry(trial, event.on, closing=True)
    payment = Filling(trial, event.on, trial.product.allocation_of(_kind(event)))
    return payment.fill(event.amount_fen) >= 0 and not trial.owed


def _disburse(account: Account, event: Draw) -> None:
    _carry(account, event.on)
    product, amount = account.product, event.amount_fen
    account.post(event, "disbursement", amount)
    down = 0
    if product.down_payment:
        down = product.level(product.minor(amount * product.down_payment))
        line = Line(event.on, event.on, down=True)
        line.charged["principal"] = down
        _insert(account, line)
    if product.cumulative:
        lay_out(account, account.lent - account.down_paid)
    elif account.has_interest:
        changes.lend(account.plan, event.on, amount - down)
        account.sync(event.on, since=event.on)
    elif amount > down:
        account.share_out(amount - down, event.on)
    if isinstance(event, NetDraw):
        account.post(event, "fee_at_disbursement", event.fee_fen, fee=event.fee_fen)
    _use_credit(account, event.on)


def _insert(account: Account, line: Line) -> None:
    at = sum(1 for each in account.lines if each.due <= line.due)
    account.lines.insert(at, line)


def _use_credit(account: Account, on: date) -> None:
    if account.overpaid > 0:
        payment = Filling(account, on, account.product.allocation_of("default"))
        account.overpaid = payment.fill(account.overpaid)


def _pay(account: Account, event: Payment) -> None:
    _carry(account, event.on, closing=_closes(account, event))
    payment = Filling(account, event.on, account.product.allocation_of(_kind(event)))
    rest = payment.fill(event.amount_fen)
    posting = account.post(event, _kind(event), event.amount_fen, **payment.parts)
    posting.overpaid = rest
    account.overpaid = account.overpaid + rest if rest else 0


def _give_interest_back(account: Account, event: InterestRefund) -> None:
    """Interest so far, less what it would be had the refunds come on the day of lending."""
    _carry(account, event.on)
    given = sum(p.amount for p in account.postings if p.kind == "interest_refund")
    dues = [p.due for p in account.plan.periods]
    without = Account.opened(account.product, account.start, dues)
    _played(without, _with_refunds_first(account.history, event.kinds), event.on)
    amount = interest_so_far(account.plan, event.on) - interest_so_far(without.plan, event.on)
    amount = max(amount - given, 0)
    if not amount:
        return
    payment = Filling(account, event.on, account.product.allocation_of("interest_refund"))
    rest = payment.fill(amount)
    posting = account.post(event, "interest_refund", amount, **payment.parts)
    posting.overpaid = rest
    account.overpaid = account.overpaid + rest if rest else 0


def _with_refunds_first(history: Sequence[Numbered], kinds: Sequence[str]) -> list[Numbered]:
    """The history with the refunds paid against each tranche on its day."""
    refunds = [e for _, e in history if isinstance(e, Credit) and e.kind in kinds]
    left = sum(e.amount_fen for e in refunds)
    kept: list[Numbered] = []
    for nr, entry in history:
        if entry in refunds or isinstance(entry, InterestRefund):
            continue
        kept.append((nr, entry))
        if isinstance(entry, Draw) and left:
            part = min(left, entry.amount_fen)
            left -= part
            kept.append((nr, Credit(entry.on, entry.on, entry.by, part, refunds[0].kind)))
    return kept


def _change_rate(account: Account, event: RateChange) -> None:
    changes.change_rate(account.plan, event.on, Fraction(event.rate_annual))
    _sync_open(account, event.on)


def _pause(account: Account, event: Pause) -> None:
    changes.pause(account.plan, event.on, event.until - _DAY)
    _sync_open(account, event.on)


def _sync_open(account: Account, since: date) -> None:
    for line in account.normal():
        if line.is_open and since <= line.due:
            period = account.plan.periods[line.period or 0]
            line.charged["principal"] = period.principal
            line.charged["interest"] = period.interest


def _new_dates(account: Account, event: NewPlan) -> None:
    """The lines to come get these dates; those beyond their number are lines more (展期)."""
    later = [line for line in account.normal() if line.due > event.on]
    dues = [day.due_on for day in event.dates]
    moved, further = dues[: len(later)], dues[len(later) :]
    if later and moved != [line.due for line in later]:
        _move_dues(account, later, moved)
    if further:
        count = sum(1 for _ in account.normal())
        for nr, due in enumerate(further, start=count):
            account.lines.append(Line(account.lines[-1].due, due, nr))
        changes.add_periods(account.plan, event.on + _DAY, further)
        account.sync(event.on + _DAY)


def _move_dues(account: Account, later: Sequence[Line], dues: Sequence[date]) -> None:
    since = later[0].due
    changes.move_dates(account.plan, since, dues)
    for line, due in zip(later, dues, strict=True):
        line.due = due
        line.start = account.plan.periods[line.period or 0].start
    if account.has_interest and not account.product.cumulative:
        account.sync(since)


def _write_off(account: Account, event: WriteOff) -> None:
    _carry(account, event.on)
    parts = dict.fromkeys(PARTS, 0)
    for line in account.lines:
        for part in PARTS:
            left = line.left(part)
            line.written_off[part] += left
            parts[part] += left
        line.check(event.on)
    account.written_off_on = event.on
    account.post(event, "write_off", sum(parts.values()), **parts)


def _charge_off(account: Account, event: ChargeOff) -> None:
    _carry(account, event.on)
    apply_charge_off(account, event.on)
    parts = {part: account.left(part) for part in PARTS}
    account.post(event, "charge_off", sum(parts.values()), **parts)


def _call_due(account: Account, event: CalledDue) -> None:
    _carry(account, event.on)
    call_due(account, event.on)
    account.called_due_on = event.on
    parts = {part: account.left(part) for part in PARTS}
    account.post(event, "called_due", sum(parts.values()), **parts)


def _refund(account: Account, event: Refund) -> None:
    taken = min(event.amount_fen, account.overpaid)
    account.overpaid -= taken
    posting = account.post(event, "refund", event.amount_fen)
    posting.overpaid = taken


_HANDLERS: dict[type[Entry], Callable[..., None]] = {
    Draw: _disburse,
    NetDraw: _disburse,
    Repayment: _pay,
    Credit: _pay,
    InterestRefund: _give_interest_back,
    RateChange: _change_rate,
    Pause: _pause,
    NewPlan: _new_dates,
    Charge: take_charge,
    InstalmentFee: take_fee_per_instalment,
    ChargeWaiver: waive_charge,
    ChargeOff: _charge_off,
    CalledDue: _call_due,
    Respread: respread,
    WriteOff: _write_off,
    Refund: _refund,
}
