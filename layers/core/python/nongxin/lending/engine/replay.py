"""The state of a loan as of a day: its events in the order of their value dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from fractions import Fraction

from nongxin.lending.due_dates import Grid
from nongxin.lending.engine import changes
from nongxin.lending.engine.account import Account, Posting
from nongxin.lending.engine.allocate import Payment
from nongxin.lending.engine.charge_off import apply_charge_off
from nongxin.lending.engine.cumulative import lay_out
from nongxin.lending.engine.events import (
    Charged,
    ChargedOff,
    ChargeWaived,
    Disbursed,
    DueMoved,
    Event,
    Extended,
    FeePerInstalment,
    Paid,
    Paused,
    RateChanged,
    Refunded,
    Reversed,
    WrittenOff,
)
from nongxin.lending.engine.lines import PARTS, Line
from nongxin.lending.engine.overdue import carry_overdue
from nongxin.lending.engine.product import Product

_TERMS = (RateChanged, Paused, Extended, DueMoved)


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
    for event in in_force(events, known_on):
        _HANDLERS[type(event)](account, event)
    _carry(account, today)
    return account


def in_force(events: Iterable[Event], known_on: date | None = None) -> list[Event]:
    """The events that count, in the order in which they take effect."""
    known = [e for e in events if known_on is None or e.booked_on <= known_on]
    reversed_ = {e.of for e in known if isinstance(e, Reversed)}
    reversed_ -= {e.nr for e in known if isinstance(e, Reversed) and e.nr in reversed_}
    counted = [e for e in known if not isinstance(e, Reversed) and e.nr not in reversed_]
    charges = {e.nr: e.on for e in counted if isinstance(e, Charged)}
    return sorted(counted, key=lambda e: _rank(e, charges))


def _rank(event: Event, charges: Mapping[int, date]) -> tuple[date, int, int]:
    """By value date; on a day new terms first, then charges. A waiver follows its charge."""
    on = event.on
    if isinstance(event, ChargeWaived):
        on = max(on, charges.get(event.of, on))
    if isinstance(event, _TERMS):
        return on, 0, event.nr
    return on, 1 if isinstance(event, Charged) else 2, event.nr


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


def _posted(account: Account, event: Event, kind: str, amount: int, **parts: int) -> Posting:
    posting = Posting(event, kind, event.on, amount)
    posting.parts.update(parts)
    account.postings.append(posting)
    return posting


def _disburse(account: Account, event: Disbursed) -> None:
    _carry(account, event.on)
    product, amount = account.product, event.amount
    _posted(account, event, "disbursement", amount)
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
        _posted(account, event, "fee_at_disbursement", event.fee, fee=event.fee)
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
    posting = _posted(account, event, event.kind, event.amount, **payment.parts)
    posting.overpaid = rest
    account.overpaid = account.overpaid + rest if rest else 0


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


def _fee_per_instalment(account: Account, event: FeePerInstalment) -> None:
    for line in account.normal():
        whole = line.charged["principal"] + line.charged["interest"]
        share = event.of_interest * line.charged["interest"] + event.of_instalment * whole
        fee = event.amount + account.product.minor(Fraction(share))
        line.charged["fee"] += fee
        line.check(event.on)
        nr = -event.nr * 1000 - len(account.charges) - 1
        account.charges[nr] = (line, "fee", fee)
        account.charged_on[nr] = line.due


def _charge(account: Account, event: Charged) -> None:
    part = "penalty" if event.penalty else "fee"
    line = account.line_of(event.on)
    if line is None:
        last = account.lines[-1]
        if last.added:
            last.due = max(last.due, event.on)
            line = last
        else:
            line = Line(last.due, event.on, added=True)
            account.lines.append(line)
    line.charged[part] += event.amount
    line.check(event.on)
    account.charges[event.nr] = (line, part, event.amount)
    account.charged_on[event.nr] = event.on
    _use_overpaid(account, event)


def _use_overpaid(account: Account, event: Charged) -> None:
    """A credit balance pays the new charge, as part of the payments that made it."""
    for posting in account.postings:
        if account.overpaid <= 0:
            return
        if posting.overpaid > 0:
            rule = account.product.allocation_of(posting.kind)
            payment = Payment(account, posting.on, rule)
            usable = min(posting.overpaid, account.overpaid)
            rest = payment.fill(usable)
            posting.overpaid -= usable - rest
            account.overpaid -= usable - rest
            for name, paid in payment.parts.items():
                posting.parts[name] += paid


def _waive(account: Account, event: ChargeWaived) -> None:
    line, part, amount = account.charges[event.of]
    let_off = min(amount, line.left(part))
    line.waived[part] += let_off
    line.check(min(event.on, account.charged_on[event.of]))
    _posted(account, event, "waive_charge", let_off, **{part: let_off})


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
    _posted(account, event, "write_off", sum(parts.values()), **parts)


def _charge_off(account: Account, event: ChargedOff) -> None:
    _carry(account, event.on)
    apply_charge_off(account, event.on)
    parts = {part: account.left(part) for part in PARTS}
    _posted(account, event, "charge_off", sum(parts.values()), **parts)


def _refund(account: Account, event: Refunded) -> None:
    taken = min(event.amount, account.overpaid)
    account.overpaid -= taken
    posting = _posted(account, event, "refund", event.amount)
    posting.overpaid = taken


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    Disbursed: _disburse,
    Paid: _pay,
    RateChanged: _change_rate,
    Paused: _pause,
    Extended: _extend,
    DueMoved: _move_due,
    Charged: _charge,
    FeePerInstalment: _fee_per_instalment,
    ChargeWaived: _waive,
    ChargedOff: _charge_off,
    WrittenOff: _write_off,
    Refunded: _refund,
}
