"""How many copies of a door must be warm, hour by hour: Little's law over the measured shape of a
day.

busy copies = calls a second x seconds a call. Queueing on top: two standard deviations of a Poisson
count, so that a cold start is met about twice in a hundred calls at the top of an hour.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra import ROOT

Shape = Mapping[str, Any]
HOURS = 24
# Below this, copies by schedule do; above it, the count follows the load as well.
TRACKED_ABOVE = 10


@dataclass(frozen=True)
class Tidal:
    """A door that must not be met cold: calls per transaction and seconds per call
    (both assumed).
    """

    folder: str
    curve: str
    calls_per_transaction: float
    seconds_per_call: float


# One transaction of a customer is about three calls (look, ask, confirm), each with its token
# checked.
DOORS = (
    Tidal("authorizer", "hour_share_terminal", 3.0, 0.06),
    Tidal("api_accounts", "hour_share_terminal", 2.0, 0.12),
    # A question and a payment; a partner's answer is waited for in one of four.
    Tidal("api_payments", "hour_share_terminal", 2.0, 0.15),
    Tidal("api_loans", "hour_share_online_loan", 0.5, 0.15),
)


@dataclass(frozen=True)
class Level:
    """From `hour` (Asia/Shanghai) on, so many copies are warm."""

    hour: int
    copies: int


@dataclass(frozen=True)
class Plan:
    door: Tidal
    per_hour: tuple[int, ...]

    @property
    def levels(self) -> list[Level]:
        """The hours at which the number changes."""
        return [
            Level(hour, copies)
            for hour, copies in enumerate(self.per_hour)
            if copies != self.per_hour[hour - 1]
        ] or [Level(0, self.per_hour[0])]

    @property
    def top(self) -> int:
        return max(self.per_hour)

    @property
    def tracked(self) -> bool:
        return self.top > TRACKED_ABOVE


def shape() -> Shape:
    loaded: Shape = json.loads((ROOT / "infra" / "load_shape.json").read_text(encoding="utf-8"))
    return loaded


def plan(door: Tidal, day: Shape) -> Plan:
    """The copies of a door for each hour of the busiest day of the year."""
    return Plan(door, tuple(_copies(door, hour, day) for hour in range(HOURS)))


def _busy(door: Tidal, hour: int, day: Shape) -> float:
    """Copies busy at once, on average, within the hour's burst."""
    derived = day["derived"]
    per_day = day["mean_per_day"] * derived["peak_day_factor"]
    transactions_per_s = per_day * day[door.curve][hour] / 3600 * derived["burst_within_hour"]
    return float(transactions_per_s * door.calls_per_transaction * door.seconds_per_call)


def _copies(door: Tidal, hour: int, day: Shape) -> int:
    busy = _busy(door, hour, day)
    return max(1, math.ceil(busy + 2 * math.sqrt(busy)))


def report(day: Shape | None = None) -> str:
    """The arithmetic, for people."""
    day = day or shape()
    derived = day["derived"]
    basis = (
        f"{day['mean_per_day']:,} transactions a day x {derived['peak_day_factor']} on the busiest "
        f"day, bursts of {derived['burst_within_hour']} x the hour's mean"
    )
    lines = [basis, "door           hour  tx/s  calls/s  busy  copies"]
    for door in DOORS:
        planned = plan(door, day)
        lines += [_line(door, level, day) for level in planned.levels]
        how = "schedule and target tracking" if planned.tracked else "schedule"
        lines.append(f"{door.folder}: at most {planned.top}, by {how}")
    return "\n".join(lines)


def _line(door: Tidal, level: Level, day: Shape) -> str:
    busy = _busy(door, level.hour, day)
    calls = busy / door.seconds_per_call
    transactions = calls / door.calls_per_transaction
    return (
        f"{door.folder:14} {level.hour:02}:00 {transactions:5.1f} {calls:8.1f} {busy:5.2f} "
        f"{level.copies:7}"
    )


if __name__ == "__main__":
    print(report())
