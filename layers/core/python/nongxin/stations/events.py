"""What the stations context publishes."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class StationEvent(Event):
    station_id: str
    entity: str


@value(kw_only=True)
class StationRegistered(StationEvent):
    """Its accounts are open and the deposit is paid."""

    village: str
    margin_fen: int
    float_fen: int


@value(kw_only=True)
class StationTurned(StationEvent):
    """`status`: open, suspended or closed."""

    status: str
    by: str


@value(kw_only=True)
class StationChanged(StationEvent):
    """Its hours (Shaanxi's clock) or limit are others now."""

    opens: str
    closes: str
    single_most_fen: int
    by: str


@value(kw_only=True)
class StationInspected(StationEvent):
    by: str
    passed: bool


@value(kw_only=True)
class OperatorTurned(StationEvent):
    """`status`: asked, appointed or ended. What a payment's journal row names is `operator_id`."""

    operator_id: str
    status: str
    by: str


@value(kw_only=True)
class ShiftTurned(StationEvent):
    """An operator signed on at a terminal, or (`begins` is False) off."""

    terminal_id: str
    operator_id: str
    begins: bool


@value(kw_only=True)
class TerminalTurned(StationEvent):
    """`status`: expected (a code was given), active (a key was enrolled or rotated), revoked."""

    terminal_id: str
    status: str
