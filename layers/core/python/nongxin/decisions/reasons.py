"""Reasons: a sentence in Chinese and English for everything that bore on a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from nongxin.catalog.rules import FEN_PER_UNIT, RuleRow
from nongxin.decisions.facts import Gap, Value
from nongxin.decisions.rules import Firing
from nongxin.decisions.scorecards import Cost
from nongxin.kernel.money import grouped

# What a reason does, strongest first; reasons are listed in this order.
ACTIONS = ("reject", "refer", "limit", "price", "warn", "score")
_WHYS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少", "is missing"),
    "null": ("缺少", "is missing"),
    "ill-typed": ("无法识别", "cannot be read"),
    "impossible": ("超出可能范围", "is not a possible value"),
    "unknown": ("不是规定的事项", "is not a known fact"),
}
_GAP_CODES: Mapping[str, str] = {"reject": "FACT-REJECT", "refer": "FACT-REFER", "ask": "FACT-ASK"}


class Reason(NamedTuple):
    """`code` is a rule's code, or FACT-..., SCORE-...; value and threshold are text as shown."""

    code: str
    action: str
    fact: str
    value: str
    threshold: str
    zh: str
    en: str

    def to_json(self) -> dict[str, Any]:
        return self._asdict()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reason:
        return cls(**data)

    def rank(self) -> tuple[int, str, str]:
        return ACTIONS.index(self.action), self.code, self.fact


def of_firing(firing: Firing, action: str) -> Reason:
    """Why a rule fired, with the value and the threshold."""
    rule = firing.rule
    is_money = rule.row.unit in FEN_PER_UNIT
    return of_rule(
        rule.row,
        action,
        value=shown(firing.value, is_money),
        threshold=shown(rule.threshold, is_money),
    )


def of_rule(row: RuleRow, action: str, *, value: str = "", threshold: str = "") -> Reason:
    """A row's own sentence; value and threshold are already text."""
    said = {"value": value, "threshold": threshold}
    return Reason(
        code=row.code,
        action=action,
        fact=row.variable,
        value=value,
        threshold=threshold,
        zh=row.reason_zh.format(**said),
        en=row.reason_en.format(**said),
    )


def of_gap(gap: Gap) -> Reason:
    """What is missing, and that nobody passes without it."""
    zh, en = _WHYS[gap.why]
    end_zh, end_en = {
        "ask": ("，请补充", ": please complete it"),
        "refer": ("，需人工核实", "; an officer must look"),
        "reject": ("，无法受理", ", so the application cannot be accepted"),
    }[gap.means]
    return Reason(
        code=_GAP_CODES[gap.means],
        action="reject" if gap.means == "reject" else "refer",
        fact=gap.fact,
        value="",
        threshold="",
        zh=f"“{gap.name_zh}”{zh}{end_zh}",
        en=f"“{gap.name_en}” {en}{end_en}",
    )


def of_cost(card: str, cost: Cost) -> Reason:
    """What cost most points: told so that a customer knows what to improve."""
    return Reason(
        code=f"SCORE-{card}",
        action="score",
        fact=cost.variable,
        value=cost.value or "",
        threshold="",
        zh=f"“{cost.name_zh}”影响评分{cost.lost}分",
        en=f"“{cost.name_en}” cost {cost.lost} points",
    )


def shown(value: Value | frozenset[str], is_money: bool = False) -> str:
    """A value for people: money grouped in yuan, fractions without trailing zeros."""
    if isinstance(value, frozenset):
        return "、".join(sorted(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    if is_money and isinstance(value, int):
        return grouped(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
