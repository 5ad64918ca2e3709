"""How far a legal entity may go from the provincial template: settings and thresholds of rules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from nongxin.catalog.products import overridable
from nongxin.catalog.reading import decimal_of

if TYPE_CHECKING:
    from nongxin.catalog.rules import RuleRow


def setting_bounds(product: str, field: str) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest value, or None where an entity may not set the field."""
    return overridable().get((product, field))


def threshold_bounds(rule: RuleRow, product: str) -> tuple[str, str] | None:
    """Lowest and highest threshold as text ("" and the template's set for codes), None if fixed."""
    if not rule.tune or product not in rule.cells:
        return None
    template = rule.cells[product]
    if rule.tune == "subset":
        return "", template
    edges = sorted(Decimal(edge) * Decimal(template) for edge in rule.tune.split(".."))
    return f"{edges[0].normalize():f}", f"{edges[1].normalize():f}"


def is_within(rule: RuleRow, product: str, value: str) -> bool:
    """Whether an entity may set a rule's threshold so."""
    bounds = threshold_bounds(rule, product)
    if bounds is None:
        return False
    if rule.tune == "subset":
        return bool(value) and set(value.split(",")) <= set(bounds[1].split(","))
    number = decimal_of(value)
    return number is not None and Decimal(bounds[0]) <= number <= Decimal(bounds[1])
