"""Propose an adjustment of a loan: what would be entered is tried, and nothing is changed yet."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value
from nongxin.lending.adjustments.adjustment import Adjustment, Decision, Details, Kind
from nongxin.lending.adjustments.adjustment_rules import Case, entry_of
from nongxin.lending.adjustments.adjustment_store import DynamoAdjustments
from nongxin.lending.loans.book_entry import Made, make
from nongxin.lending.loans.entries import RateChange
from nongxin.lending.loans.history import History
from nongxin.lending.loans.ports import ServicingParts


@value
class ProposeAdjustment:
    loan_id: str
    kind: Kind
    details: Details
    reason: str


@value
class AdjustingParts:
    adjustments: DynamoAdjustments
    servicing: ServicingParts


def propose_adjustment(command: ProposeAdjustment, by: Principal, parts: AdjustingParts) -> Outcome:
    """Answers its id, and what the loan would be with it.

    Raises Missing (out of reach), AdjustmentIncomplete, what `adjustment_rules` and
    `History.with_entry` refuse.
    """
    history = parts.servicing.loans.history(command.loan_id)
    identity = history.base.identity
    if not by.serves(identity.county):
        raise Missing()
    clock = parts.servicing.calendar.clock
    adjustment = Adjustment(
        id=new_id("lj", identity.county, clock),
        loan_id=identity.id,
        kind=command.kind,
        details=command.details,
        reason=command.reason,
        made_by=by.id,
        made_at=clock.now(),
    ).checked()
    made = tried(adjustment, history, parts.servicing)
    answer = {
        "adjustment_id": adjustment.id,
        "kind": adjustment.kind.value,
        "principal_left_fen": made.after.claim_fen,
        "matures_on": made.after.matures_on.isoformat(),
        "credit_fen": made.after.credit_fen,
    }
    return Outcome(answer, [parts.adjustments.add(adjustment)])


def tried(adjustment: Adjustment, history: History, parts: ServicingParts) -> Made:
    """The entry as it would be made today, by the adjustment's id: who made and who approved it
    stands there. Number 0: a rate of a day to come, which waits for it and changes nothing yet.
    """
    loan = history.loan()
    today = parts.calendar.business_date(loan.identity.entity)
    entry = entry_of(adjustment, Case(history, loan, today, parts.works))
    if isinstance(entry, RateChange) and entry.on > today:
        return Made(0, entry, loan, loan)
    return make(history, entry)


def state_of(adjustment: Adjustment, decision: Decision | None, history: History) -> str:
    """proposed, rejected, executed, scheduled (waits for its day) or replaced (by another that was
    decided on later for the same day).
    """
    if decision is None:
        return "proposed"
    if not decision.approves:
        return "rejected"
    if decision.entry or history.number_by(adjustment.id):
        return "executed"
    waits = any(each.by == adjustment.id for each in history.ahead)
    return "scheduled" if waits else "replaced"
