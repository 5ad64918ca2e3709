"""What the books have to say of a loan at the end of a day, as sums since it was lent.

The books move by the difference between two days, so a day that is left out, an entry that comes
late and a class that gets worse or better need no rule of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from operator import add, sub
from typing import Any

from nongxin.kernel.value import value
from nongxin.lending.aftercare.standing import Standing


@value
class Figures:
    """In fen. `interest_fen` and `late_fen` (罚息, 复利) are income so far: what was earned while
    the loan accrues (应计), what came in while it does not (非应计); then `off_balance_fen` is what
    is earned and unpaid. `counted_fen` is the highest income there ever was, `taxed_fen` the part
    of it that bears 增值税.
    """

    interest_fen: int = 0
    late_fen: int = 0
    off_balance_fen: int = 0
    counted_fen: int = 0
    taxed_fen: int = 0
    provision_fen: int = 0

    def __add__(self, other: Figures) -> Figures:
        return self._with(other, add)

    def __sub__(self, other: Figures) -> Figures:
        return self._with(other, sub)

    def _with(self, other: Figures, operation: Any) -> Figures:
        return Figures(*(operation(a, b) for a, b in zip(self.row, other.row, strict=True)))

    @property
    def row(self) -> list[int]:
        """In the order of the fields."""
        return [getattr(self, name) for name in _NAMES]


NOTHING = Figures()
_NAMES = [field.name for field in fields(Figures)]


def figures_of(
    standing: Standing, before: Figures, *, accrues: bool, taxed: bool, provision_fen: int
) -> Figures:
    """The figures of a day from where the loan stands; `before` are those of the last close."""
    interest_fen, late_fen = standing.received.interest_fen, standing.received_late_fen
    unpaid_interest_fen, unpaid_late_fen = standing.unpaid.interest_fen, standing.unpaid_late_fen
    if accrues:
        interest_fen += unpaid_interest_fen
        late_fen += unpaid_late_fen
    counted_fen = max(before.counted_fen, interest_fen + late_fen)
    return Figures(
        interest_fen=interest_fen,
        late_fen=late_fen,
        off_balance_fen=0 if accrues else unpaid_interest_fen + unpaid_late_fen,
        counted_fen=counted_fen,
        taxed_fen=before.taxed_fen + (counted_fen - before.counted_fen if taxed else 0),
        provision_fen=provision_fen,
    )


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())
