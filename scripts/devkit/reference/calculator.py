"""Cases of an instalment calculator: given periods, single payments of parts, levels expected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from devkit.reference.contract import contract_faults, contract_of
from devkit.reference.figures import Fault, compare
from devkit.reference.inputs import minor, product_of, shown
from nongxin.lending.progressive import changes
from nongxin.lending.progressive.plan import Plan
from nongxin.lending.progressive.product import Product, YearDays


def play_calculator(case: dict[str, Any]) -> Iterator[Fault]:
    inputs = case["inputs"]
    periods = inputs["periods"]
    dues = [date.fromisoformat(p["due"]) for p in periods]
    plan = Plan.of(_product(case), date.fromisoformat(periods[0]["from"]), dues)
    for nr, step in enumerate(case["steps"]):
        if "event" in step:
            _EVENTS[step["event"]](plan, inputs, step)
        else:
            yield from _held(plan, inputs, step, nr)
            if nr == 1:
                yield from _contract_held(plan, inputs, case["steps"])


def _product(case: dict[str, Any]) -> Product:
    """The inputs lack the leap-year rule that some tests are of; the test's name tells it."""
    product = product_of(case["inputs"])
    if "leap_year_only_actual" in case["source"] and product.year_days is YearDays.ACTUAL:
        return replace(product, year_days=YearDays.FEB29)
    return product


def _held(plan: Plan, inputs: dict[str, Any], step: dict[str, Any], nr: int) -> Iterator[Fault]:
    if step["complete"] and len(step["rows"]) != len(plan.periods):
        yield Fault(f"step {nr}", "rows", str(len(step["rows"])), str(len(plan.periods)))
    for expected in step["rows"]:
        period = plan.periods[expected["nr"] - 1]
        got = {
            "nr": expected["nr"],
            "due": period.due.isoformat(),
            "instalment": shown(inputs, period.level),
            "principal": shown(inputs, period.principal),
            "interest": shown(inputs, period.interest),
            "balance": shown(inputs, period.balance),
        }
        yield from compare(f"step {nr} nr {expected['nr']}", expected, got)


def _contract_held(
    plan: Plan, inputs: dict[str, Any], steps: list[dict[str, Any]]
) -> Iterator[Fault]:
    """Lent on the first day and nothing else: a contract of ours has the same plan."""
    lent, table = steps[0], steps[1]
    usual = plan.product.year_days is not YearDays.FEB29 or "days_in_year_custom" in inputs
    if not (lent["event"] == "disburse" and lent["on"] == plan.start.isoformat() and usual):
        return
    dues = [p.due for p in plan.periods]
    ours = contract_of(inputs, minor(inputs, lent["amount"]), plan.start, dues, None)
    rows = [row | {"date": row["due"]} for row in table["rows"]]
    yield from contract_faults(inputs, ours if table["complete"] else None, rows, "step 1")


def _lend(plan: Plan, inputs: dict[str, Any], step: dict[str, Any]) -> None:
    changes.lend(plan, date.fromisoformat(step["on"]), minor(inputs, step["amount"]))


def _rate(plan: Plan, inputs: dict[str, Any], step: dict[str, Any]) -> None:
    rate = Fraction(step["new_annual_rate_percent"]) / 100
    changes.change_rate(plan, date.fromisoformat(step["from"]), rate)


def _paid(pay: Callable[..., None]) -> Callable[..., None]:
    def paid(plan: Plan, inputs: dict[str, Any], step: dict[str, Any]) -> None:
        due, on = date.fromisoformat(step["of_instalment_due"]), date.fromisoformat(step["on"])
        period = next(p for p in plan.periods if p.due == due)
        if period.is_paid:  # a date that the case carries along: the payment is the next one's
            period = next(p for p in plan.periods if not p.is_paid)
            on = max(on, period.due)
        pay(plan, period, on, minor(inputs, step["amount"]))

    return paid


def _pause(plan: Plan, inputs: dict[str, Any], step: dict[str, Any]) -> None:
    changes.pause(plan, date.fromisoformat(step["from"]), date.fromisoformat(step["to"]))


def _credit(plan: Plan, inputs: dict[str, Any], step: dict[str, Any]) -> None:
    amount = minor(inputs, step["amount"])
    principal = amount if step["event"] == "credit_principal" else 0
    paid_to = [p.due for p in plan.periods if p.is_paid and p.paid]
    on = max([date.fromisoformat(step["on"]), *paid_to[-1:]])
    changes.credit(plan, on, principal, amount - principal)


_EVENTS: dict[str, Callable[..., None]] = {
    "disburse": _lend,
    "change_rate": _rate,
    "interest_pause": _pause,
    "pay_principal": _paid(changes.pay_principal),
    "pay_interest": _paid(changes.pay_interest),
    "credit_principal": _credit,
    "credit_interest": _credit,
}
