"""Routes of adjustments (贷款变更): one member of staff proposes, another decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from api_loans.door import STAFF_READERS, app
from api_loans.servicing_contracts import (
    AdjustmentBody,
    AdjustmentDecisionBody,
    AdjustmentDecisionView,
    AdjustmentList,
    AdjustmentView,
    ProposedView,
)
from nongxin.kernel.clock import stamp
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role
from nongxin.ledger.account import InsufficientFunds
from nongxin.lending.adjustments.adjustment import (
    Adjustment,
    AdjustmentDecided,
    AdjustmentFourEyes,
    AdjustmentIncomplete,
    Decision,
    Details,
    Kind,
)
from nongxin.lending.adjustments.adjustment_rules import (
    ExtensionTooLong,
    LoanMatured,
    LoanOverdue,
    NotBadEnough,
    WaiverAboveDue,
)
from nongxin.lending.adjustments.decide_adjustment import DecideAdjustment, decide_adjustment
from nongxin.lending.adjustments.propose_adjustment import (
    ProposeAdjustment,
    propose_adjustment,
    state_of,
)
from nongxin.lending.loans.history import (
    EntryInFuture,
    EntryReversed,
    EntryTooEarly,
    History,
    NothingToReverse,
)
from nongxin.lending.loans.loan import LoanClosed
from nongxin.lending.loans.read_loan import loan_in_reach
from nongxin.lending.reckoning.allocation import NOTHING, Parts
from nongxin.lending.reckoning.replan import Ahead
from nongxin.parts import parts

MAKERS = (Role.OFFICER, Role.COUNTY_APPROVER)
_UNFIT = (AdjustmentIncomplete, EntryInFuture, EntryTooEarly, EntryReversed, NothingToReverse,
          LoanClosed, LoanMatured, LoanOverdue, ExtensionTooLong, NotBadEnough,
          WaiverAboveDue)  # fmt: skip


@app.post("/{loan_id}/adjustments", body=AdjustmentBody, returns=ProposedView, status=201,
          roles=MAKERS, errors=_UNFIT,
          summary="Propose an adjustment of a loan; nothing is changed yet")  # fmt: skip
def propose(call: Call, body: AdjustmentBody, loan_id: str) -> Any:
    p, person = parts(), call.person
    command = ProposeAdjustment(loan_id, Kind(body.kind), _details(body), body.reason)
    done = p.perform_in(
        "lending", call.key, lambda: propose_adjustment(command, person, p.adjusting)
    )
    return ProposedView(**done.answer), done.replayed


@app.get("/{loan_id}/adjustments", returns=AdjustmentList, roles=STAFF_READERS,
         summary="The adjustments of a loan, oldest first")  # fmt: skip
def list_adjustments(call: Call, loan_id: str) -> Any:
    p = parts()
    loan_in_reach(loan_id, call.person, p.loans)
    history = p.loans.history(loan_id, consistent=False)
    found = p.adjusting.adjustments.of_loan(loan_id)
    return AdjustmentList(adjustments=[_view(made, decision, history) for made, decision in found])


@app.post("/{loan_id}/adjustments/{adjustment_id}/decision", body=AdjustmentDecisionBody,
          returns=AdjustmentDecisionView, status=201, roles=(Role.COUNTY_APPROVER,),
          errors=(AdjustmentFourEyes, AdjustmentDecided, InsufficientFunds, *_UNFIT),
          summary="Enter or reject an adjustment that somebody else proposed")  # fmt: skip
def decide(call: Call, body: AdjustmentDecisionBody, loan_id: str, adjustment_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    command = DecideAdjustment(loan_id, adjustment_id, body.approves)
    done = p.post_money(key, lambda: decide_adjustment(command, person, key, p.adjusting))
    return AdjustmentDecisionView(**done.answer), done.replayed


def _details(body: AdjustmentBody) -> Details:
    return Details(
        on=body.on,
        amount_fen=body.amount_fen or 0,
        ahead=Ahead(body.ahead) if body.ahead else None,
        entry=body.entry or 0,
        waived=Parts(**body.waived.model_dump()) if body.waived else NOTHING,
        rate_annual=Decimal(body.rate_annual) if body.rate_annual else None,
        until=body.until,
        months=body.months or 0,
    )


def _view(made: Adjustment, decision: Decision | None, history: History) -> AdjustmentView:
    told = made.details.told()
    entry = history.number_by(made.id)
    return AdjustmentView(
        adjustment_id=made.id,
        kind=made.kind.value,
        state=state_of(made, decision, history),
        reason=made.reason,
        details={name: str(value) for name, value in vars(made.details).items() if name in told},
        made_by=made.made_by,
        made_at=stamp(made.made_at),
        decided_by=decision.by if decision else None,
        decided_at=stamp(decision.at) if decision else None,
        entry=entry or None,
    )
