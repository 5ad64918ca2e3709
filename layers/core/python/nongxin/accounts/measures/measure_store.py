"""Measures and decisions on them as rows that are never changed; officers' names are sealed."""

from __future__ import annotations

import json
from datetime import date

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from nongxin.accounts.measures.measure import Action, Decision, Document, Measure, MeasureDecided
from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Record, Write, create
from nongxin.kernel.storage import Storage

_MEASURE, _DECISION = "M#", "D#"


class MeasureRecord(Record):
    context = "accounts"

    action = UnicodeAttribute()
    authority = UnicodeAttribute()
    number = UnicodeAttribute()
    issued_on = UnicodeAttribute()
    officers = UnicodeAttribute()
    amount_fen = NumberAttribute(null=True)
    until = UnicodeAttribute(null=True)
    freeze_id = UnicodeAttribute(null=True)
    made_by = UnicodeAttribute()
    made_at = UnicodeAttribute()


class DecisionRecord(Record):
    context = "accounts"

    is_executed = BooleanAttribute()
    decided_by = UnicodeAttribute()
    decided_at = UnicodeAttribute()
    hold_id = UnicodeAttribute(null=True)


class DynamoMeasures:
    """Under the account; a decision stands beside its measure, at most one."""

    def __init__(self, storage: Storage, vault: Vault) -> None:
        self._storage = storage
        self._vault = vault

    def get(self, account_id: str, measure_id: str) -> Measure:
        """Strongly consistent; raises Missing, also for a text that is no measure's id."""
        county_of(measure_id, "fm")
        pk = _pk(account_id)
        found = self._storage.get(MeasureRecord, pk, _MEASURE + measure_id, consistent=True)
        if found is None:
            raise Missing()
        return self._measure(account_id, found)

    def decision(self, account_id: str, measure_id: str) -> Decision | None:
        pk = _pk(account_id)
        found = self._storage.get(DecisionRecord, pk, _DECISION + measure_id, consistent=True)
        return None if found is None else _decision(found)

    def of_account(self, account_id: str) -> list[tuple[Measure, Decision | None]]:
        """Oldest first."""
        pk = _pk(account_id)
        measures = self._storage.query(MeasureRecord, pk, _MEASURE, consistent=True)
        decided = map(_decision, self._storage.query(DecisionRecord, pk, _DECISION))
        by_id = {decision.measure_id: decision for decision in decided}
        found = [self._measure(account_id, record) for record in measures]
        return [(measure, by_id.get(measure.id)) for measure in found]

    def add(self, measure: Measure) -> Write:
        record = MeasureRecord(_pk(measure.account_id), _MEASURE + measure.id)
        document = measure.document
        record.action, record.authority = measure.action.value, document.authority
        record.number, record.issued_on = document.number, document.issued_on.isoformat()
        names = json.dumps(document.officers, ensure_ascii=False)
        record.officers = self._vault.seal(names, record.county, _place(record))
        record.amount_fen = measure.amount_fen
        record.until = measure.until.isoformat() if measure.until else None
        record.freeze_id = measure.freeze_id or None
        record.made_by, record.made_at = measure.made_by, stamp(measure.made_at)
        return create(record)

    def decide(self, account_id: str, decision: Decision) -> Write:
        """Refused with MeasureDecided if there is one."""
        record = DecisionRecord(_pk(account_id), _DECISION + decision.measure_id)
        record.is_executed, record.decided_by = decision.is_executed, decision.decided_by
        record.decided_at = stamp(decision.decided_at)
        record.hold_id = decision.hold_id or None
        return create(record, lambda _: MeasureDecided())

    def _measure(self, account_id: str, record: MeasureRecord) -> Measure:
        officers = self._vault.open(str(record.officers), record.county, _place(record))
        document = Document(
            authority=str(record.authority),
            number=str(record.number),
            issued_on=date.fromisoformat(str(record.issued_on)),
            officers=tuple(json.loads(officers)),
        )
        return Measure(
            id=str(record.sk).removeprefix(_MEASURE),
            account_id=account_id,
            action=Action(str(record.action)),
            document=document,
            amount_fen=None if record.amount_fen is None else int(record.amount_fen),
            until=date.fromisoformat(str(record.until)) if record.until else None,
            freeze_id=str(record.freeze_id or ""),
            made_by=str(record.made_by),
            made_at=parse_stamp(str(record.made_at)),
        )


def _decision(record: DecisionRecord) -> Decision:
    return Decision(
        measure_id=str(record.sk).removeprefix(_DECISION),
        is_executed=bool(record.is_executed),
        decided_by=str(record.decided_by),
        decided_at=parse_stamp(str(record.decided_at)),
        hold_id=str(record.hold_id or ""),
    )


def _pk(account_id: str) -> str:
    return f"{county_of(account_id)}#M#{account_id}"


def _place(record: MeasureRecord) -> str:
    return f"accounts/{record.pk}/{record.sk}/officers"
