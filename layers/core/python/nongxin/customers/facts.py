"""What the bank knows of a registered customer, by the names of the fact schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol


class Known(Protocol):
    """Somebody who showed an ID card."""

    def birth_date(self, today: date) -> date: ...
    def id_valid_days(self, today: date) -> int: ...


def customer_facts(person: Known, today: date) -> Mapping[str, Any]:
    """Facts of the source customer, as JSON values."""
    return {
        "birth_date": person.birth_date(today).isoformat(),
        "id_checksum": True,  # a person is registered only under a number that passes it
        "id_valid_days": person.id_valid_days(today),
        "in_territory": True,  # registered by an officer of the county, in that county's own bank
    }
