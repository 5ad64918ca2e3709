"""What our loans deliberately do not have, told from a case's inputs and events alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devkit.reference.inputs import fees_are_known

Case = dict[str, Any]
_WITH_FIRST = "added to the first instalment"


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


def _line_of_credit(case: Case) -> bool:
    return str(case["inputs"].get("schedule_kind", "")).startswith("line of credit")


def _broken_period(case: Case) -> bool:
    """Odd days at the start; ours are always part of the first instalment."""
    recovery = case["inputs"].get("broken_period_recovery", _WITH_FIRST)
    return bool(recovery != _WITH_FIRST)


def _mid_term_grace(case: Case) -> bool:
    """A reschedule that lets some instalments off principal or interest in mid term."""
    return any(
        step.get(name)
        for step in case["steps"]
        if step.get("event") == "reschedule"
        for name in ("grace_interest", "grace_principal")
    )


_RULES: dict[str, Callable[[Case], bool]] = {
    "line of credit with a plan for each drawing": _line_of_credit,
    "odd first days as a row of their own or spread": _broken_period,
    "instalment fixed and term open": lambda case: "fixed_instalment" in case["inputs"],
    "shortfall below a limit waived of itself": (
        lambda case: "auto_write_off_below" in case["inputs"]
    ),
    "re-ageing of a card balance": _has("re_age"),
    "grace put in by a reschedule": _mid_term_grace,
    "chargeback of a card payment": _has("chargeback"),
    "instalment fee of a product whose rate is not among the inputs": (
        lambda case: not fees_are_known(case["inputs"])
    ),
    "table of another amount than the case lends": _contradicts,
    "payments that recalculate a cumulative plan": _older_recalculation,
}
