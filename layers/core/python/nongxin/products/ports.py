"""What the use cases of the product factory work with."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import Clock
from nongxin.products.store import ProductChanges


@dataclass(frozen=True)
class FactoryParts:
    changes: ProductChanges
    calendar: BusinessCalendar
    clock: Clock
