"""Decide on an adjustment (审批): enter it, once, or reject it. Never by who proposed it."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.store import JournalRecord
from nongxin.lending.adjustments.adjustment import Adjustment, AdjustmentDecided, Decision, Kind
from nongxin.lending.adjustments.propose_adjustment import AdjustingParts, tried
from nongxin.lending.loans.book_entry import book_entry
from nongxin.lending.loans.entries import RateChange

_TEXTS = {
    Kind.REPAYMENT: "LOAN_REPAID",
    Kind.REVERSAL: "LOAN_REVERSED",
    Kind.TRANCHE: "LOAN_DRAWN",
    Kind.WRITE_OFF: "LOAN_WRITTEN_OFF",
}


@value
class DecideAdjustment:
    loan_id: str
    adjustment_id: str
    approves: bool


def decide_adjustment(
    command: DecideAdjustment, by: Principal, key: CommandKey, parts: AdjustingParts
) -> Outcome:
    """The decision, the entry and what it moves in the books are one transaction.

    What was allowed when it was proposed may not be any more: the loan has gone on. Raises
    Missing, AdjustmentFourEyes, AdjustmentDecided, what `adjustment_rules`, `History.with_entry`
    and booking refuse.
    """
    servicing = parts.servicing
    history = servicing.loans.history(command.loan_id)
    if not by.serves(history.base.identity.county):
        raise Missing()
    adjustment = parts.adjustments.get(command.loan_id, command.adjustment_id)
    adjustment.check_decider(by.id)
    if parts.adjustments.decision(command.loan_id, adjustment.id):
        raise AdjustmentDecided()
    decision = Decision(adjustment.id, command.approves, by.id, servicing.calendar.clock.now())
    if not command.approves:
        write = parts.adjustments.decide(command.loan_id, decision)
        return Outcome(_answer(adjustment, "rejected"), [write], JournalRecord())
    made = tried(adjustment, history, servicing)
    if isinstance(made.entry, RateChange) and not made.nr:
        waits = servicing.loans.wait(history, history.waiting(made.entry))
        writes = [parts.adjustments.decide(command.loan_id, decision), waits]
        return Outcome(_answer(adjustment, "scheduled"), writes, JournalRecord())
    entered = Decision(decision.adjustment_id, True, by.id, decision.at, made.nr)
    return book_entry(
        history,
        made,
        key,
        servicing,
        text=_TEXTS.get(adjustment.kind, "LOAN_CORRECTED"),
        answer=_answer(adjustment, "executed") | made.answer,
        writes=[parts.adjustments.decide(command.loan_id, entered)],
    )


def _answer(adjustment: Adjustment, state: str) -> dict[str, object]:
    return {"adjustment_id": adjustment.id, "loan_id": adjustment.loan_id, "state": state}
