"""The village's review (村组评议): reviewers score a household back to back, on five items from 0 to
100, and name what would bar it; nobody reads a sheet, only what all of them come to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nongxin.archives.refusals import TooFewSheets
from nongxin.kernel.value import value

ITEMS = ("item_character", "item_family", "item_industry", "item_neighbour", "item_debt")
LEAST_SHEETS = 5  # schema P.reviewer_count: a group of five at least
PUBLICITY_DAYS = 7  # schema P.publicity_days
NO_VETO = "0"
# A single hand bars nobody: two sheets name the same thing, or it does not count (assumed).
_VETO_SHEETS = 2
# Mean of the five items from which a grade is given (assumed); D below.
_GRADES = (("A", 85), ("B", 70), ("C", 60))


@value
class Sheet:
    reviewer: int
    scores: Mapping[str, int]
    veto: str


def counted(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """What the sheets come to, as fields of section P. Raises TooFewSheets."""
    if len(sheets) < LEAST_SHEETS:
        raise TooFewSheets(count=len(sheets), least=LEAST_SHEETS)
    items = {item: _trimmed_mean([s.scores[item] for s in sheets]) for item in ITEMS}
    veto = _veto(sheets)
    return items | {
        "reviewer_count": len(sheets),
        "veto": veto,
        "village_grade": "D" if veto != NO_VETO else _grade(items.values()),
    }


def _trimmed_mean(scores: list[int]) -> int:
    """Without the highest and the lowest, rounded half up."""
    kept = sorted(scores)[1:-1]
    mean = Decimal(sum(kept)) / len(kept)
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _veto(sheets: Sequence[Sheet]) -> str:
    named = [s.veto for s in sheets if s.veto != NO_VETO]
    barring = [v for v in sorted(set(named)) if named.count(v) >= _VETO_SHEETS]
    return barring[0] if barring else NO_VETO


def _grade(items: Any) -> str:
    mean = Decimal(sum(items)) / len(ITEMS)
    return next((grade for grade, low in _GRADES if mean >= low), "D")


def review_number(village: str, household_number: str, day: date) -> str:
    """At most 20 characters: the day and the household's serial within its village."""
    return f"PY{day:%Y%m%d}{household_number[-6:]}"
