"""What the engine deliberately does not have, told from a case's inputs and events alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Case = dict[str, Any]


def rule_against(case: Case) -> str:
    """The name of the rule by which a case is unsupported, or nothing."""
    return next((name for name, holds in _RULES.items() if holds(case)), "")


def _has(*events: str) -> Callable[[Case], bool]:
    return lambda case: any(step.get("event") in events for step in case["steps"])


def _contradicts(case: Case) -> bool:
    """The reference itself marks that the principal of a table is not what the case lends."""
    return any(
        "is not disbursed" in mark for step in case["steps"] for mark in step.get("not_closed", ())
    )


def _older_recalculation(case: Case) -> bool:
    inputs = case["inputs"]
    served = _has("repayment", "credit", "close_of_business", "pay_off", "charge")
    older = inputs.get("schedule_type") == "cumulative"
    return older and bool(inputs.get("interest_recalculation")) and served(case)


def _other_schedules(case: Case) -> bool:
    """Cycle days, broken periods, instalments rounded up to units, lines of credit."""
    return "schedule_kind" in case["inputs"] or "interest_calculation_period" not in case["inputs"]


_RULES: dict[str, Callable[[Case], bool]] = {
    "schedule by cycle day, broken period or line of credit": (
        lambda case: "periods" not in case["inputs"] and _other_schedules(case)
    ),
    "re-ageing of a card balance": _has("re_age"),
    "chargeback of a card payment": _has("chargeback"),
    "instalment fee of a product whose rate is not among the inputs": (
        lambda case: bool(case["inputs"].get("product_charges"))
    ),
    "table of another amount than the case lends": _contradicts,
    "payments that recalculate a cumulative plan": _older_recalculation,
}
