"""Answers about measures on accounts."""

from __future__ import annotations

from api_accounts.measure_contracts import MeasureView
from nongxin.accounts.measures.measure import Decision, Measure
from nongxin.kernel.clock import stamp


def measure_view(measure: Measure, decision: Decision | None) -> MeasureView:
    document = measure.document
    return MeasureView(
        measure_id=measure.id,
        action=measure.action.value,
        state=_state(decision),
        authority=document.authority,
        document_number=document.number,
        issued_on=document.issued_on.isoformat(),
        officers=list(document.officers),
        amount_fen=measure.amount_fen,
        until=measure.until.isoformat() if measure.until else None,
        freeze_id=measure.freeze_id or None,
        made_by=measure.made_by,
        made_at=stamp(measure.made_at),
        decided_by=decision.decided_by if decision else None,
        decided_at=stamp(decision.decided_at) if decision else None,
    )


def _state(decision: Decision | None) -> str:
    if decision is None:
        return "proposed"
    return "executed" if decision.is_executed else "rejected"
