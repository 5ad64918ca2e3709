"""The state of a loan as of a day: its events in the order of their value dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import date

from nongxin.lending.due_dates import Grid
from nongxin.lending.engine import changes
from nongxin.lending.engine.account import Account
from nongxin.lending.engine.allocate import Payment
from nongxin.lending.engine.as_of import interest_so_far
from nongxin.lending.engine.charge_off import apply_charge_off, call_due
from nongxin.lending.engine.cumulative import lay_out
from nongxin.lending.engine.events import (
    CalledDue,
    Charged,
    ChargedOff,
    ChargeWaived,
    Disbursed,
    DueMoved,
    Event,
    Extended,
    FeePerInstalment,
    InterestGivenBack,
    Paid,
    Paused,
    RateChanged,
    Refunded,
    Respread,
    WrittenOff,
)
from nongxin.lending.engine.fees import (
    follow_fees,
    take_charge,
    take_fee_per_instalment,
    waive_charge,
)
from nongxin.lending.engine.lines import PARTS, Line
from nongxin.lending.engine.order import in_force
from nongxin.lending.engine.overdue import carry_overdue
from nongxin.lending.engine.product import Product
from nongxin.lending.engine.respread import respread


def replay(
    product: Product,
    start: date,
    dues: Sequence[date],
    events: Iterable[Event],
    today: date,
    known_on: date | None = None,
) -> Account:
    """`today` is the day up to which interest is reckoned; with `known_on` only what had been
    entered by that day counts (as known then), else all (as known now).
    """
    account = Account.opened(product, start, dues)
    for event in in_force(events, known_on, charges_first=product.cumulative):
        _HANDLERS[type(event)](account, event)
        account.history.append(event)
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


def _closes(account: Account, event: Paid) -> bool:
    """Whether the payment covers all that is owed when paid ahead of time."""
    rule = account.product.recalculation
    if rule is None or not rule.to_rest or not account.bears_interest:
        return False
    trial = deepcopy(account)
    _carry(trial, event.on, closing=True)
    payment = Payment(trial, event.on, trial.product.allocation_of(event.kind))
    return payment.fill(event.amount) >= 0 and not trial.owed


def _disburse(account: Account, event: Disbursed) -> None:
    _carry(account, event.on)
    product, amount = account.product, event.amount
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
    if event.fee:
        account.post(event, "fee_at_disbursement", event.fee, fee=event.fee)
    _use_credit(account, event.on)


def _insert(account: Account, line: Line) -> None:
    at = sum(1 for each in account.lines if each.due <= line.due)
    account.lines.insert(at, line)


def _use_credit(account: Account, on: date) -> None:
    if account.overpaid > 0:
        payment = Payment(account, on, account.product.allocation_of("default"))
        account.overpaid = payment.fill(account.overpaid)


def _pay(account: Account, event: Paid) -> None:
    _carry(account, event.on, closing=_closes(account, event))
    payment = Payment(account, event.on, account.product.allocation_of(event.kind))
    rest = payment.fill(event.amount)
    posting = account.post(event, event.kind, event.amount, **payment.parts)
    posting.overpaid = rest
    account.overpaid = account.overpaid + rest if rest else 0


def _give_interest_back(account: Account, event: InterestGivenBack) -> None:
    """Interest so far, less what it would be had the refunds come on the day of lending."""
    _carry(account, event.on)
    given = sum(p.amount for p in account.postings if p.kind == "interest_refund")
    without = replay(
        account.product, account.start, [p.due for p in account.plan.periods],
        _with_refunds_first(account.history, event.kinds), event.on,
    )  # fmt: skip
    amount = interest_so_far(account.plan, event.on) - interest_so_far(without.plan, event.on)
    amount = max(amount - given, 0)
    if not amount:
        return
    payment = Payment(account, event.on, account.product.allocation_of("interest_refund"))
    rest = payment.fill(amount)
    posting = account.post(event, "interest_refund", amount, **payment.parts)
    posting.overpaid = rest
    account.overpaid = account.overpaid + rest if rest else 0


def _with_refunds_first(history: Sequence[Event], kinds: Sequence[str]) -> list[Event]:
    """The history with the refunds paid against each tranche on its day."""
    refunds = [e for e in history if isinstance(e, Paid) and e.kind in kinds]
    left = sum(e.amount for e in refunds)
    kept: list[Event] = []
    for event in history:
        if event in refunds or isinstance(event, InterestGivenBack):
            continue
        kept.append(event)
        if isinstance(event, Disbursed) and left:
            part = min(left, event.amount)
            left -= part
            kept.append(Paid(event.nr, event.on, event.on, part, refunds[0].kind))
    return kept


def _change_rate(account: Account, event: RateChanged) -> None:
    changes.change_rate(account.plan, event.on, event.rate)
    _sync_open(account, event.on)


def _pause(account: Account, event: Paused) -> None:
    changes.pause(account.plan, event.on, event.until)
    _sync_open(account, event.on)


def _sync_open(account: Account, since: date) -> None:
    for line in account.normal():
        if line.is_open and since <= line.due:
            period = account.plan.periods[line.period or 0]
            line.charged["principal"] = period.principal
            line.charged["interest"] = period.interest


def _extend(account: Account, event: Extended) -> None:
    plan = account.plan
    count = sum(1 for _ in account.normal())
    grid = Grid(account.start, account.product.every)
    dues = [grid.at(count + 1 + step) for step in range(event.instalments)]
    for nr, due in enumerate(dues, start=count):
        account.lines.append(Line(account.lines[-1].due, due, nr))
    changes.add_periods(plan, event.on, dues)
    account.sync(event.on)


def _move_due(account: Account, event: DueMoved) -> None:
    later = [line for line in account.normal() if line.due >= event.on]
    grid = Grid(event.to, account.product.every)
    dues = [grid.at(step) for step in range(len(later))]
    changes.move_dates(account.plan, event.on, dues)
    for line, due in zip(later, dues, strict=True):
        line.due = due
        line.start = account.plan.periods[line.period or 0].start
    if account.has_interest and not account.product.cumulative:
        account.sync(event.on)


def _write_off(account: Account, event: WrittenOff) -> None:
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


def _charge_off(account: Account, event: ChargedOff) -> None:
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


def _refund(account: Account, event: Refunded) -> None:
    taken = min(event.amount, account.overpaid)
    account.overpaid -= taken
    posting = account.post(event, "refund", event.amount)
    posting.overpaid = taken


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    Disbursed: _disburse,
    Paid: _pay,
    InterestGivenBack: _give_interest_back,
    RateChanged: _change_rate,
    Paused: _pause,
    Extended: _extend,
    DueMoved: _move_due,
    Charged: take_charge,
    FeePerInstalment: take_fee_per_instalment,
    ChargeWaived: waive_charge,
    ChargedOff: _charge_off,
    CalledDue: _call_due,
    Respread: respread,
    WrittenOff: _write_off,
    Refunded: _refund,
}
