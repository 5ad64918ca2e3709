"""What is overdue, spread over the instalments still to come."""

from __future__ import annotations

from fractions import Fraction

from nongxin.lending.loans.entries import Respread
from nongxin.lending.progressive.account import Account
from nongxin.lending.progressive.level import plan_levels
from nongxin.lending.progressive.lines import Line


def respread(account: Account, event: Respread) -> None:
    """Overdue lines keep what was paid of them; fees and penalties stay where they are."""
    late = [x for x in account.normal() if x.due < event.on and x.is_open]
    later = [x for x in account.normal() if x.due > event.on]
    moved = {part: sum(x.left(part) for x in late) for part in ("principal", "interest")}
    if later and late:
        if account.bears_interest:
            _in_plan(account, event, late, later)
        else:
            _on_lines(account, event, late, later, moved)
    account.post(event, "respread", sum(moved.values()), **moved)


def _in_plan(account: Account, event: Respread, late: list[Line], later: list[Line]) -> None:
    plan = account.plan
    for line in late:
        period = plan.periods[line.period or 0]
        period.level = period.first_level = period.paid - period.credited - period.deferred
    plan.reckon()
    last = plan.periods[late[-1].period or 0]
    if event.split:
        # The exact interest is divided: a fen that even portions lose is nobody's.
        portion = account.product.minor(Fraction(last.unplaced, len(later)))
        last.given_up = last.unplaced
        for line in later:
            plan.periods[line.period or 0].fixed += portion
    plan_levels(plan, later[0].due, afresh=True)
    account.sync(event.on)


def _on_lines(
    account: Account, event: Respread, late: list[Line], later: list[Line], moved: dict[str, int]
) -> None:
    """Where payments move no interest: principal in even parts, interest with the next line."""
    for line in late:
        for part in moved:
            line.charged[part] -= line.left(part)
        line.check(event.on)
    account.share_out(moved["principal"], event.on)
    later[0].charged["interest"] += moved["interest"]
    later[0].check(event.on)
