"""The terms of a product as a legal entity offers it on a day: frozen into each contract."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

METHOD_NAMES: Mapping[str, tuple[str, str]] = {
    "equal_instalment": ("等额本息", "equal instalments"),
    "equal_principal": ("等额本金", "equal principal"),
    "interest_first": ("先息后本", "interest first, principal at the end"),
    "bullet": ("一次性还本付息", "all at the end"),
    "revolving": ("随借随还", "draw and repay at will"),
}


class RepaymentOption(NamedTuple):
    """A method with its rhythm (1 monthly, 3 quarterly, None at will or at the end) and terms."""

    method: str
    every_months: int | None
    term_min_months: int
    term_max_months: int

    def name(self, language: str) -> str:
        zh, en = METHOD_NAMES[self.method]
        rhythm = {1: ("按月", "monthly, "), 3: ("按季", "quarterly, ")}.get(self.every_months or 0)
        if self.method != "interest_first" or rhythm is None:
            return zh if language == "zh" else en
        return rhythm[0] + zh if language == "zh" else rhythm[1] + en


class ProductTerms(NamedTuple):
    """Amounts in fen, terms in months, rates as Decimal fractions, spreads in basis points.

    `version` names the template version and, where it sets something of its own, the entity's:
    "YND.1" or "YND.1+2766.2". `spread_bp` adds the entity's own margin to the grade's; it stands
    here for contracts and catalogues, the price itself comes from the price grid.
    """

    product: str
    version: str
    entity: str
    on: str
    name_zh: str
    name_en: str
    card: str
    amount_min_fen: int
    amount_max_fen: int
    unsecured_max_fen: int
    term_min_months: int
    term_max_months: int
    line_valid_months: int
    drawdown_min_fen: int
    drawdown_max_months: int
    repayment: tuple[RepaymentOption, ...]
    purposes: tuple[str, ...]
    guarantees: tuple[str, ...]
    rate_base: str
    spread_bp: Mapping[str, int]
    spread_add_bp: int
    rate_floor: Decimal
    rate_cap: Decimal
    day_count: str
    penalty_overdue: Decimal
    penalty_diverted: Decimal
    compound: bool
    grace_days: int
    repay_order: tuple[str, ...]
    repay_order_90: tuple[str, ...]
    offer_days: int
    cool_off_days: int
    entrusted_from_fen: int

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; Decimals as text."""
        data: dict[str, Any] = {name: _plain(value) for name, value in self._asdict().items()}
        data["repayment"] = [option._asdict() for option in self.repayment]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ProductTerms:
        """The terms as a contract kept them."""
        kept = dict(data)
        kept["repayment"] = tuple(RepaymentOption(**option) for option in kept["repayment"])
        for name in ("purposes", "guarantees", "repay_order", "repay_order_90"):
            kept[name] = tuple(kept[name])
        for name in ("rate_floor", "rate_cap", "penalty_overdue", "penalty_diverted"):
            kept[name] = Decimal(kept[name])
        # Numbers that came through DynamoDB are Decimals: they compare equal but print otherwise.
        kept["spread_bp"] = {grade: int(points) for grade, points in kept["spread_bp"].items()}
        return cls(**kept)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
