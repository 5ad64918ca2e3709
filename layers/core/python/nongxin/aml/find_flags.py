"""The report of a legal entity's day: large-value transactions, or suspicious patterns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from nongxin.aml.flag_id import FlagKey
from nongxin.aml.store import DynamoFlows, FlagRecord
from nongxin.catalog.aml import aml_rules
from nongxin.catalog.calendar import is_workday
from nongxin.catalog.places import entity
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value

# 人民银行令〔2016〕3号第八条: a large-value transaction is reported within five working days.
REPORT_WORKDAYS = 5


@value
class Flag:
    """`amount_fen` and `movements` are the whole day's. `report_by` is None for a pattern: people
    look at it first.
    """

    id: str
    person_id: str
    rule: str
    name_zh: str
    kind: str
    amount_fen: int
    movements: int
    raised_at: str
    report_by: date | None


@value
class FlagsAsked:
    entity: str
    day: date
    kind: str
    limit: int
    after: dict[str, Any] | None


def find_flags(
    asked: FlagsAsked, by: Principal, flows: DynamoFlows
) -> tuple[list[Flag], dict[str, Any] | None]:
    """By rule and person. Raises Missing for an entity out of reach."""
    check_reach(asked.entity, by)
    page = flows.flags(asked.entity, asked.day, asked.kind, asked.limit, asked.after)
    names = {rule.code: rule.name_zh for rule in aml_rules()}
    due = workdays_after(asked.day, REPORT_WORKDAYS) if asked.kind == "large" else None
    return [_flag(FlagRecord.of(item), asked, names, due) for item in page.items], page.last_key


def check_reach(entity_code: str, by: Principal) -> None:
    """Raises Missing for a legal entity out of reach."""
    bank = entity(entity_code)
    if bank is None or not (by.entity == bank.code or by.serves(bank.hq)):
        raise Missing()


def workdays_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def _flag(record: FlagRecord, asked: FlagsAsked, names: dict[str, str], due: date | None) -> Flag:
    code, person_id = str(record.rule), str(record.person_id)
    return Flag(
        id=FlagKey(asked.entity, asked.day, code, person_id).id,
        person_id=person_id,
        rule=code,
        name_zh=names.get(code, code),
        kind=str(record.kind),
        amount_fen=int(record.amount_fen),
        movements=int(record.movements),
        raised_at=str(record.raised_at),
        report_by=due,
    )
