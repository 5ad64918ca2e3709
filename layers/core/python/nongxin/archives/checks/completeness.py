"""How complete an archive is (完整度, percent): what was captured of what could be, by weight.

The weights are assumed. A section weighs what the scorecards take from it; an empty section that
was captured is complete, since it says that there is nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from nongxin.archives.checks.schema import FieldSpec, SectionSpec, captured_sections
from nongxin.archives.household import Dossier

_NEEDED_WEIGHT, _OPTIONAL_WEIGHT = 4, 1


def completeness(dossier: Dossier) -> Decimal:
    """0.00 to 100.00; an archive below 80 is not scored (schema Z.completeness)."""
    total, reached = 0, Decimal(0)
    for spec in captured_sections():
        weight = 1 + sum(f.scored for f in spec.fields.values())
        total += weight
        if spec.code in dossier.sections:
            reached += weight * _share(spec, dossier.rows(spec.code))
    return (reached * 100 / total).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _share(spec: SectionSpec, rows: list[dict[str, Any]]) -> Decimal:
    weighed = [_weighed(spec.fields, row) for row in rows]
    possible = sum(p for _, p in weighed)
    return Decimal(sum(f for f, _ in weighed)) / possible if possible else Decimal(1)


def _weighed(fields: Mapping[str, FieldSpec], row: dict[str, Any]) -> tuple[int, int]:
    """(weight filled, weight possible); conditional fields count where they apply."""
    filled = possible = 0
    for name, field in fields.items():
        if field.required == "C" and not field.needed(row):
            continue
        weight = _OPTIONAL_WEIGHT if field.required == "O" else _NEEDED_WEIGHT
        possible += weight
        filled += weight if name in row else 0
    return filled, possible
