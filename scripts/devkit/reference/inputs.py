"""The inputs of a case as a product, with its due dates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from nongxin.kernel.dates import add_months
from nongxin.kernel.money import Rounding
from nongxin.lending.progressive.product import (
    USUAL,
    Allocation,
    ChargeOff,
    Future,
    Product,
    Recalculation,
    Repay,
    YearDays,
)
from nongxin.lending.reckoning.due_dates import Every, Grid, Unit

Inputs = dict[str, Any]
_YEARS = {"actual": YearDays.ACTUAL, "360": YearDays.D360, "364": YearDays.D364,
          "365": YearDays.D365, None: YearDays.D360}  # fmt: skip
_MORATORIUM = "moratorium_instalments"
_LONG_YEARS = 30
_ORDERS = {
    "penalties_fees_interest_principal_order": (("penalty", "fee", "interest", "principal"),) * 2,
    "interest_principal_penalties_fees_order": (("interest", "principal", "penalty", "fee"),) * 2,
    "principal_interest_penalties_fees_order": (("principal", "interest", "penalty", "fee"),) * 2,
    "due_penalty_fee_interest_principal_in_advance_principal_penalty_fee_interest": (
        ("penalty", "fee", "interest", "principal"),
        ("principal", "penalty", "fee", "interest"),
    ),
    "due_penalty_interest_principal_fee_in_advance_penalty_interest_principal_fee": (
        ("penalty", "interest", "principal", "fee"),
        ("penalty", "interest", "principal", "fee"),
    ),
}


def minor_places(inputs: Inputs) -> int:
    return int(inputs.get("currency_decimals", 2))


def minor(inputs: Inputs, amount: str) -> int:
    return int(Decimal(amount).scaleb(minor_places(inputs)))


def shown(inputs: Inputs, amount: int) -> str:
    return f"{Decimal(amount).scaleb(-minor_places(inputs)):.2f}"


def product_of(inputs: Inputs) -> Product:
    """A case's product, or KeyError or ValueError for a setting that no rule excluded."""
    default, others = allocations_of(inputs)
    down = inputs.get("down_payment") or {}
    return Product(
        rate=rate_of(inputs),
        every=every_of(inputs),
        instalments=instalments_of(inputs),
        repay=repay_of(inputs),
        year_days=year_days_of(inputs),
        month_days_30=inputs.get("days_in_month") == "30",
        by_period=inputs.get("interest_calculation_period") == "same_as_repayment_period",
        partial_period=bool(inputs.get("partial_period_interest")),
        rounding=Rounding.HALF_EVEN,
        multiple=_multiple(inputs),
        level_rounding=Rounding.UP if "instalment_rounding" in inputs else None,
        level_by_month="schedule_kind" in inputs,
        money_multiple=minor(inputs, inputs.get("money_in_multiples_of") or "0"),
        cents=10 ** (2 - minor_places(inputs)),
        grace_principal=int(inputs.get("grace_principal") or inputs.get(_MORATORIUM) or 0),
        grace_interest=int(inputs.get("grace_interest_payment") or 0),
        interest_free=int(inputs.get("interest_free_instalments") or 0),
        recalculation=recalculation_of(inputs),
        allocation=default,
        allocations=others,
        vertical=inputs.get("schedule_processing") == "vertical",
        down_payment=Fraction(down.get("percent", "0")) / 100,
        cumulative=inputs.get("schedule_type") == "cumulative",
        charge_off=ChargeOff(inputs.get("charge_off_behaviour") or "regular"),
    )


def instalments_of(inputs: Inputs) -> int:
    """A moratorium adds to the tenor; a loan on demand has one instalment, whenever that is."""
    return int(inputs.get("instalments") or 1) + int(inputs.get(_MORATORIUM) or 0)


def _multiple(inputs: Inputs) -> int:
    if "instalment_rounding" in inputs:
        return minor(inputs, "1")
    return minor(inputs, inputs.get("instalment_in_multiples_of") or "0")


def rate_of(inputs: Inputs) -> Fraction:
    rate = Fraction(inputs["rate_percent"]) / 100
    if inputs["rate_period"] == "month":
        return rate * 12
    if inputs["rate_period"] == "whole_term":
        return rate * 12 / (int(inputs["instalments"]) * int(inputs["every"]))
    return rate


def every_of(inputs: Inputs) -> Every:
    if on_demand(inputs):
        return Every(_LONG_YEARS, Unit.YEAR)
    return Every(int(inputs["every"]), Unit(inputs["frequency"]))


def on_demand(inputs: Inputs) -> bool:
    """Interest accrues daily and no day is set for repayment: one line at the end of long years."""
    return str(inputs.get("schedule_kind", "")).startswith("on demand")


def repay_of(inputs: Inputs) -> Repay:
    if on_demand(inputs):
        return Repay.AT_END
    if inputs["interest_method"] == "flat":
        return Repay.FLAT
    return Repay.LINEAR if inputs["amortisation"] == "equal_principal_payments" else Repay.LEVEL


def year_days_of(inputs: Inputs) -> YearDays:
    custom = inputs.get("days_in_year_custom") == "FEB_29_PERIOD_ONLY"
    return YearDays.FEB29 if custom else _YEARS[inputs.get("days_in_year")]


def recalculation_of(inputs: Inputs) -> Recalculation | None:
    told = inputs.get("interest_recalculation")
    if "schedule_kind" in inputs:
        return Recalculation()
    if not told:
        return None
    return Recalculation(
        daily=told["rest"] == "daily",
        to_rest=told["pre_close"] == "till_rest_frequency_date",
        on_past_due=not told["no_interest_on_past_due"],
    )


def allocations_of(inputs: Inputs) -> tuple[Allocation, dict[str, Allocation]]:
    rules = {r["transaction"]: allocation_of(r) for r in inputs.get("payment_allocation") or ()}
    if rules:
        return rules.pop("default"), rules
    order = _ORDERS.get(inputs.get("payment_strategy") or "")
    if order is None:
        return USUAL, {}
    return Allocation(order[0], order[0], order[1], Future.NEXT), {}


def allocation_of(rule: dict[str, str]) -> Allocation:
    """ "past_due: penalty fee …; due: …; in_advance: …" """
    parts = dict(part.strip().split(": ") for part in rule["order"].split(";"))
    past, due, ahead = (tuple(parts[n].split()) for n in ("past_due", "due", "in_advance"))
    return Allocation(past, due, ahead, Future(rule["future_instalments"].lower()))


# What the reference's list of charges sets for those a product brings along, which the inputs
# name without a rate (apache/fineract, ChargeGlobalInitializerStep: flat 10, of the amount 1 %,
# of the interest 5 %).
_FEES = {
    "Flat": {"amount": "10"},
    "PercentAmount": {"of_principal": "1"},
    "PercentInterest": {"of_interest": "5"},
    "FlatPlusInterest": {"amount": "10", "of_interest": "5"},
}
_FEE_PREFIX = "chargesInstallmentFee"


def fees_are_known(inputs: Inputs) -> bool:
    told = inputs.get("product_charges")
    return not told or str(told).removeprefix(_FEE_PREFIX) in _FEES


def product_fees(inputs: Inputs) -> list[tuple[int, Fraction, Fraction, Fraction]]:
    """Amount and shares of interest, instalment and principal of the fees with each instalment."""
    told = _FEES.get(str(inputs.get("product_charges") or "").removeprefix(_FEE_PREFIX))
    if told is None:
        return []
    shares = (Fraction(told.get(n, "0")) / 100 for n in ("of_interest", "", "of_principal"))
    of_interest, of_instalment, of_principal = shares
    return [(minor(inputs, told.get("amount", "0")), of_interest, of_instalment, of_principal)]


def dues_of(inputs: Inputs, start: date, first_due: date | None) -> list[date]:
    every, count = every_of(inputs), instalments_of(inputs)
    first_due = _calendar_due(inputs, start) or first_due
    grid = Grid(first_due or start, every)
    dues = [grid.at(step + (0 if first_due else 1)) for step in range(count)]
    if inputs.get("month_end_due_date") == "first day of next month":
        dues = [_not_clamped(start, due) for due in dues]
    if inputs.get("fixed_length_days"):
        length = Every(int(inputs["fixed_length_days"]), every.unit)
        dues[-1] = Grid(start, length).at(1)
    return dues


def _calendar_due(inputs: Inputs, start: date) -> date | None:
    """The first due date of plans by calendar months, whenever in a month the money went out."""
    first_of_next = add_months(start.replace(day=1), 1)
    kind = str(inputs.get("schedule_kind", ""))
    if kind.endswith("start of the next month"):
        return first_of_next
    return first_of_next - timedelta(days=1) if kind.endswith("end of the current month") else None


def _not_clamped(start: date, due: date) -> date:
    return due if due.day >= start.day else add_months(due.replace(day=1), 1)
