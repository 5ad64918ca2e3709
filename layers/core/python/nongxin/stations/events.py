"""What the stations context publishes."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StationEvent(Event):
    station_id: str
    entity: str


@dataclass(frozen=True, kw_only=True)
class StationRegistered(StationEvent):
    """Its accounts are open and the deposit is paid."""

    village: str
    margin_fen: int
    float_fen: int


@dataclass(frozen=True, kw_only=True)
class StationTurned(StationEvent):
    """`status`: open, suspended or closed."""

    status: str
    by: str


@dataclass(frozen=True, kw_only=True)
class StationInspected(StationEvent):
    by: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class TerminalTurned(StationEvent):
    """`status`: expected (a code was given), active (a key was enrolled or rotated), revoked."""

    terminal_id: str
    status: str
