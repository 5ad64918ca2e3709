"""Adjustments and decisions on them as rows beside the loan, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage
from nongxin.lending.adjustments.adjustment import (
    Adjustment,
    AdjustmentDecided,
    Decision,
    Details,
    Kind,
)
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead

_MADE, _DECIDED = "A#", "D#"


class AdjustmentRecord(Record):
    """`reason` is sealed: people write names into reasons."""

    context = "lending"

    kind = UnicodeAttribute()
    details = UnicodeAttribute()
    reason = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_at = UnicodeAttribute()


class DecisionRecord(Record):
    context = "lending"

    approves = BooleanAttribute()
    decided_by = UnicodeAttribute()
    decided_at = UnicodeAttribute()
    entry = NumberAttribute()


class DynamoAdjustments:
    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def get(self, loan_id: str, adjustment_id: str) -> Adjustment:
        """Strongly consistent; raises Missing, also for a text that is no adjustment's id."""
        county_of(adjustment_id, "lj")
        pk = _pk(loan_id)
        found = self._storage.get(AdjustmentRecord, pk, _MADE + adjustment_id, consistent=True)
        if found is None:
            raise Missing()
        return self._adjustment(found, loan_id)

    def decision(self, loan_id: str, adjustment_id: str) -> Decision | None:
        pk = _pk(loan_id)
        found = self._storage.get(DecisionRecord, pk, _DECIDED + adjustment_id, consistent=True)
        return None if found is None else _decision(found)

    def of_loan(self, loan_id: str) -> list[tuple[Adjustment, Decision | None]]:
        """Oldest first."""
        pk = _pk(loan_id)
        made = self._storage.query(AdjustmentRecord, pk, _MADE)
        decided = map(_decision, self._storage.query(DecisionRecord, pk, _DECIDED))
        by_id = {decision.adjustment_id: decision for decision in decided}
        found = [self._adjustment(record, loan_id) for record in made]
        return [(adjustment, by_id.get(adjustment.id)) for adjustment in found]

    def add(self, adjustment: Adjustment) -> Write:
        record = AdjustmentRecord(_pk(adjustment.loan_id), _MADE + adjustment.id)
        record.kind = adjustment.kind.value
        record.reason = self._vault.seal(adjustment.reason, record.county, _place(record))
        told = {name: _told(value) for name, value in vars(adjustment.details).items()}
        kept = {name: value for name, value in told.items() if value}
        record.details = json.dumps(kept, separators=(",", ":"))
        record.made_by, record.made_at = adjustment.made_by, stamp(adjustment.made_at)
        return create(record)

    def decide(self, loan_id: str, decision: Decision) -> Write:
        """Refused with AdjustmentDecided if there is one already."""
        record = DecisionRecord(_pk(loan_id), _DECIDED + decision.adjustment_id)
        record.approves, record.entry = decision.approves, decision.entry
        record.decided_by, record.decided_at = decision.by, stamp(decision.at)
        return create(record, lambda _: AdjustmentDecided())

    def _adjustment(self, record: AdjustmentRecord, loan_id: str) -> Adjustment:
        return Adjustment(
            id=str(record.sk).removeprefix(_MADE),
            loan_id=loan_id,
            kind=Kind(record.kind),
            details=_details(json.loads(record.details)),
            reason=self._vault.open(str(record.reason), record.county, _place(record)),
            made_by=str(record.made_by),
            made_at=parse_stamp(record.made_at),
        )


def _pk(loan_id: str) -> str:
    return f"{county_of(loan_id, 'ln')}#LN#{loan_id}"


def _place(record: AdjustmentRecord) -> str:
    return f"lending/{record.pk}/{record.sk}/reason"


def _decision(record: DecisionRecord) -> Decision:
    return Decision(
        adjustment_id=str(record.sk).removeprefix(_DECIDED),
        approves=bool(record.approves),
        by=str(record.decided_by),
        at=parse_stamp(record.decided_at),
        entry=int(record.entry),
    )


_READ: Mapping[str, Any] = {
    "on": date.fromisoformat,
    "until": date.fromisoformat,
    "ahead": Ahead,
    "rate_annual": Decimal,
    "waived": lambda told: Parts(*told),
}


def _details(told: Mapping[str, Any]) -> Details:
    return Details(**{n: _READ[n](v) if n in _READ else v for n, v in told.items()})


def _told(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Parts():
            return astuple(value) if value.total_fen else None
    return value
