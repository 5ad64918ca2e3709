"""What the use cases of the product factory work with."""

from __future__ import annotations

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import Clock
from nongxin.kernel.value import value
from nongxin.products.store import ProductChanges


@value
class FactoryParts:
    changes: ProductChanges
    calendar: BusinessCalendar
    clock: Clock
