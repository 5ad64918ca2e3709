"""What a station earns by service (代办手续费率): rows of `commissions.csv`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nongxin.catalog.reading import rows


class Commission(NamedTuple):
    """A flat sum and hundredths of a percent of the amount, together at most `most_fen` (0: no
    bound).
    """

    service: str
    flat_fen: int
    basis_points: int
    most_fen: int
    valid_from: date
    valid_to: date

    def of(self, amount_fen: int) -> int:
        """Whole fen, halves up."""
        fen = self.flat_fen + (amount_fen * self.basis_points + 5_000) // 10_000
        return min(fen, self.most_fen) if self.most_fen else fen


@lru_cache(maxsize=1)
def _every() -> tuple[Commission, ...]:
    return tuple(
        Commission(
            row.text("service"),
            row.whole("flat_fen"),
            row.whole("basis_points"),
            row.whole("most_fen"),
            *row.validity(),
        )
        for row in rows("commissions.csv")
    )


def commission_of(service: str, amount_fen: int, on: date) -> int:
    """In fen; 0 for a service that earns nothing on the day."""
    found = (
        each for each in _every()
        if each.service == service and each.valid_from <= on <= each.valid_to
    )  # fmt: skip
    row = next(found, None)
    return row.of(amount_fen) if row else 0
