"""Large machinery (大型机械): which counts as large, and its value by straight line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nongxin.kernel.id_number import full_years

# Tractors, combines, dryers, cold stores and loaders are large; others from 18.4 kW (25 马力) on.
_LARGE_TYPES = frozenset({"01", "02", "03", "07", "08", "09"})
_LARGE_POWER_KW = Decimal("18.4")
_SHORT_LIVED = frozenset({"01", "02", "03"})  # tractors and harvesters: 8 years
_YEARS, _YEARS_SHORT = 10, 8
_RESIDUAL = Decimal("0.05")


def is_large(machine_type: str, power_kw: str | None) -> bool:
    return machine_type in _LARGE_TYPES or Decimal(power_kw or 0) >= _LARGE_POWER_KW


def net_value_yuan(machine_type: str, price_yuan: Decimal, bought: date, today: date) -> Decimal:
    """Yuan to the cent: straight line over 10 (or 8) years to a residual of 5 %."""
    life = _YEARS_SHORT if machine_type in _SHORT_LIVED else _YEARS
    used = min(max(full_years(bought, today), 0), life)
    return (price_yuan * (1 - (1 - _RESIDUAL) * used / life)).quantize(Decimal("0.01"))
