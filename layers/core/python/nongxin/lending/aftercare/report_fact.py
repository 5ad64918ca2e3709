"""Report a fact that monitoring rules ask for (预警信息): a court case, a shop closed, a price fallen.

The rules of family WRN judge it at once; what fires stands until the fact is reported otherwise.
"""

from __future__ import annotations

from typing import Any

from nongxin.decisions.facts import Facts, Value, typed
from nongxin.decisions.rules import MONITORING, rule_set
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Malformed
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.lending.aftercare.ask_finding import care_in_reach
from nongxin.lending.aftercare.care_store import DynamoCares
from nongxin.lending.aftercare.day_events import warnings_of
from nongxin.lending.aftercare.signals import OWN, signals_of


class FactNotReported(Malformed):
    code = "monitoring-fact-unusable"
    zh = "该贷款没有可上报的事实“{what}”，或所填值不符"
    en = "This loan's monitoring asks for no fact {what}, or not with this value"


@value
class ReportFact:
    """`raw` as JSON: true/false, a whole number, a decimal as text."""

    loan_id: str
    fact: str
    raw: Any


def report_fact(
    command: ReportFact, by: Principal, cares: DynamoCares, calendar: BusinessCalendar
) -> Outcome:
    """Answers what stands now. Raises Missing (foreign county; before the first close),
    FactNotReported (also for what the bank's own books tell).
    """
    care = care_in_reach(command.loan_id, by, cares)
    whose = care.borrowing
    today = calendar.business_date(whose.entity)
    wanted = rule_set(whose.product, whose.entity, today, MONITORING).variables - OWN
    values: dict[str, Value] = {}
    if command.fact in wanted:
        facts = Facts.of({command.fact: command.raw}, "staff", today)
        values, _ = typed(facts, (command.fact,))
    if command.fact not in values:
        raise FactNotReported(what=command.fact[:40])
    fired = signals_of(whose.product, whose.entity, values, today)
    after, new = care.warned(fired, {command.fact}, today)
    told = outbox(list(warnings_of(after, new, today)), calendar.clock)
    answer = {"loan_id": whose.loan_id, "signals": sorted(after.signals)}
    return Outcome(answer, [cares.save(after.next(), told)])
