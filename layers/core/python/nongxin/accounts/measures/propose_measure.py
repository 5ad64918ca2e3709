"""Propose a measure on an account: what the document orders, for somebody else to execute."""

from __future__ import annotations

from datetime import date

from nongxin.accounts.measures.measure import Action, Document, Measure, NotAFreeze
from nongxin.accounts.measures.measure_store import DynamoMeasures
from nongxin.accounts.store import DynamoAccounts
from nongxin.accounts.suspense.suspense_store import DynamoSuspense
from nongxin.accounts.time_deposits.deposit_store import DynamoDeposits
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.ledger.posting import check_amount


@value
class ProposeMeasure:
    """Fields as in `Measure`."""

    account_id: str
    action: Action
    document: Document
    amount_fen: int | None = None
    until: date | None = None
    freeze_id: str = ""


@value
class MeasureParts:
    measures: DynamoMeasures
    accounts: DynamoAccounts
    deposits: DynamoDeposits
    books: Books
    suspense: DynamoSuspense


def propose_measure(command: ProposeMeasure, by: Principal, parts: MeasureParts) -> Outcome:
    """Answers the measure's id; nothing is frozen or moved yet.

    Raises what `Measure.checked` refuses, NotAFreeze, OtherAuthority, BadAmount.
    """
    clock = parts.books.calendar.clock
    if command.amount_fen is not None:
        check_amount(command.amount_fen)
    measure = Measure(
        id=new_id("fm", county_of(command.account_id, "ac"), clock),
        account_id=command.account_id,
        action=command.action,
        document=command.document,
        amount_fen=command.amount_fen,
        until=command.until,
        freeze_id=command.freeze_id,
        made_by=by.id,
        made_at=clock.now(),
    ).checked(clock.today())
    if measure.freeze_id:
        measure.check_rests_on(executed_freeze(measure, parts)[0])
    answer = {"measure_id": measure.id, "action": measure.action.value}
    return Outcome(answer, [parts.measures.add(measure)])


def executed_freeze(measure: Measure, parts: MeasureParts) -> tuple[Measure, str]:
    """The freeze that a measure rests on and its hold's id. Raises NotAFreeze."""
    try:
        freeze = parts.measures.get(measure.account_id, measure.freeze_id)
    except Missing:
        raise NotAFreeze() from None
    decision = parts.measures.decision(measure.account_id, freeze.id)
    if decision is None or not decision.hold_id:
        raise NotAFreeze()
    return freeze, decision.hold_id
