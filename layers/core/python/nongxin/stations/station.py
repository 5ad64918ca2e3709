"""An e-station: a shop in a village that serves its people for a legal entity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nongxin.kernel.ids import county_of


@dataclass(frozen=True)
class Station:
    """`operator_id` is the person who runs the shop, or empty until one is named."""

    id: str
    entity: str
    village: str
    name: str
    operator_id: str
    opened_on: date

    @property
    def county(self) -> str:
        return county_of(self.id, "es")
