"""Days of persons, and flags by legal entity and day, as items."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.aml.day_flow import DayFlow, Movement, Tally
from nongxin.catalog.aml import AmlRule, aml_rules
from nongxin.catalog.places import entity
from nongxin.kernel.errors import Conflict, Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, put, replace
from nongxin.kernel.storage import Page, Storage
from nongxin.kernel.value import value

# A marker outlives every way in which an event can come again (the event log is kept 35 days).
_MARKER_SECONDS = 60 * 24 * 3600


class Counted(Conflict):
    code = "movement-counted"


class DayFlowRecord(Record):
    context = "aml"

    tallies = UnicodeAttribute()
    raised = UnicodeAttribute()


class SeenRecord(Record):
    context = "aml"


class FlagRecord(Record):
    """A rule that a person's day meets; written anew with each movement, so its figures are the
    day's.
    """

    context = "aml"

    person_id = UnicodeAttribute()
    rule = UnicodeAttribute()
    kind = UnicodeAttribute()
    amount_fen = NumberAttribute()
    movements = NumberAttribute()
    raised_at = UnicodeAttribute()


@value
class DynamoFlows:
    storage: Storage

    def get(self, person_id: str, entity_code: str, day: str) -> DayFlow:
        """Strongly consistent; a fresh one where nothing moved."""
        key = _flow_key(person_id, entity_code, day)
        found = self.storage.get(DayFlowRecord, *key, consistent=True)
        if found is None:
            return DayFlow(person_id, entity_code, day)
        tallies = {name: _tally(told) for name, told in json.loads(str(found.tallies)).items()}
        raised = json.loads(str(found.raised))
        return DayFlow(person_id, entity_code, day, tallies, raised, int(found.version))

    def save(self, flow: DayFlow, movement: Movement) -> None:
        """Flow, flags and the mark of the event, together. Raises Counted or StaleRecord."""
        flags = [_flag(flow, rule) for rule in aml_rules() if rule.code in flow.raised]
        self.storage.commit(_marker(flow, movement), _written(flow), *flags)

    def flags(
        self, entity_code: str, day: date, kind: str, limit: int, after: dict[str, Any] | None
    ) -> Page:
        pk = flags_pk(entity_code, day.isoformat())
        return self.storage.page(FlagRecord, pk, f"{kind}#", limit=limit, after=after)

    def flag(self, entity_code: str, day: date, rule: str, person_id: str) -> FlagRecord:
        """Strongly consistent; raises Missing."""
        kind = {each.code: each.kind for each in aml_rules()}.get(rule, "")
        key = flags_pk(entity_code, day.isoformat()), f"{kind}#{rule}#{person_id}"
        found = self.storage.get(FlagRecord, *key, consistent=True)
        if found is None:
            raise Missing()
        return found


def _written(flow: DayFlow) -> Write:
    key = _flow_key(flow.person_id, flow.entity, flow.day)
    record = DayFlowRecord(*key, version=flow.version)
    told = {name: _told(tally) for name, tally in flow.tallies.items()}
    record.tallies = json.dumps(told, separators=(",", ":"))
    record.raised = json.dumps(dict(flow.raised), separators=(",", ":"))
    return replace(record) if flow.version else create(record)


def _marker(flow: DayFlow, movement: Movement) -> Write:
    pk = _flow_key(flow.person_id, flow.entity, flow.day)[0]
    record = SeenRecord(pk, f"SEEN#{movement.event_id}#{movement.measure}")
    midnight = datetime.combine(date.fromisoformat(flow.day), datetime.min.time(), UTC)
    record.expires_at = int(midnight.timestamp()) + _MARKER_SECONDS
    return create(record, lambda _: Counted())


def _flag(flow: DayFlow, rule: AmlRule) -> Write:
    """Guarded by the flow that it is derived from, in the same transaction."""
    pk = flags_pk(flow.entity, flow.day)
    record = FlagRecord(pk, f"{rule.kind}#{rule.code}#{flow.person_id}")
    record.person_id, record.rule, record.kind = flow.person_id, rule.code, rule.kind
    record.amount_fen, record.movements = flow.amount_fen(rule), flow.times(rule)
    record.raised_at = flow.raised[rule.code]
    return put(record)


def _told(tally: Tally) -> list[Any]:
    return [tally.sum_fen, tally.times, sorted(tally.parties), dict(tally.pieces)]


def _tally(told: list[Any]) -> Tally:
    sum_fen, times, parties, pieces = told
    return Tally(sum_fen, times, frozenset(parties), pieces)


def _flow_key(person_id: str, entity_code: str, day: str) -> tuple[str, str]:
    return f"{county_of(person_id)}#F#{person_id}", f"DAY#{day}#{entity_code}"


def flags_pk(entity_code: str, day: str) -> str:
    """In the county of the legal entity's seat. Raises Missing for no entity of ours."""
    bank = entity(entity_code)
    if bank is None:
        raise Missing()
    return f"{bank.hq}#FLAGS#{entity_code}#{day}"
