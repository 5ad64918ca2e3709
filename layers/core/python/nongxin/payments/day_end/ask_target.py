"""Say where the money of a difference goes: nothing moves until somebody else agrees."""

from __future__ import annotations

from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.identity import Principal
from nongxin.payments.day_end.day_store import DynamoDays
from nongxin.payments.day_end.difference import TARGETS, Difference


class NoStation(Rule):
    code = "difference-without-station"
    zh = "该差错没有对应的站点"
    en = "No station stands behind this difference"


def ask_target(of: Difference, target: str, by: Principal, days: DynamoDays) -> Outcome:
    """Raises Missing (out of reach), DifferenceElsewhere, InSuspenseRegister, NoStation."""
    if not by.serves(of.county) or target not in TARGETS:
        raise Missing()
    if target == "station" and not of.station_id:
        raise NoStation()
    after = of.asked(target, by.id)
    return Outcome(answer_of(after), [days.save_difference(after)])


def answer_of(of: Difference) -> Answer:
    return {"number": of.number, "status": of.status.value, "target": of.target}
