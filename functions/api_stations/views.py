"""Stations and terminals as the door shows them."""

from __future__ import annotations

from typing import Any

from api_stations.contracts import (
    FeatureView,
    NearView,
    OperatorView,
    PointView,
    StationCardView,
    StationView,
    TerminalView,
)
from nongxin.kernel.clock import stamp
from nongxin.ledger.store import LedgerAccounts
from nongxin.stations.find_stations import Near
from nongxin.stations.operator import Operator
from nongxin.stations.station import Place, Station
from nongxin.stations.terminal import Terminal


def station_view(station: Station) -> StationView:
    return StationView(**_open(station))


def station_card(
    station: Station, terminals: list[Terminal], ledger: LedgerAccounts
) -> StationCardView:
    """With the accounts' balances, in fen."""
    balances = [
        ledger.get(account).balance_fen if account else 0
        for account in (station.float_account, station.margin_account)
    ]
    return StationCardView(
        **_open(station),
        operators=list(map(operator_view, station.operators)),
        owner_id=station.owner_id,
        contract_no=station.contract_no,
        margin_account=station.margin_account,
        float_account=station.float_account,
        float_fen=balances[0],
        margin_fen=balances[1],
        single_most_fen=station.single_most_fen,
        reason=station.reason,
        terminals=[terminal_view(each) for each in terminals],
    )


def operator_view(operator: Operator) -> OperatorView:
    return OperatorView(
        operator_id=operator.id,
        customer_id=operator.customer_id,
        status=operator.status,
        since=stamp(operator.since) if operator.since else "",
        until=stamp(operator.until) if operator.until else "",
    )


def near_view(near: Near) -> NearView:
    return NearView(**_open(near.station), metres=near.metres)


def feature_view(station: Station) -> FeatureView:
    place = station.place
    is_known = place != Place()
    point = [place.longitude_e6 / 1_000_000, place.latitude_e6 / 1_000_000]
    return FeatureView(
        id=station.id,
        geometry=PointView(coordinates=point) if is_known else None,
        properties=station_view(station),
    )


def terminal_view(terminal: Terminal) -> TerminalView:
    return TerminalView(
        terminal_id=terminal.id,
        serial_no=terminal.serial_no,
        status=terminal.status.value,
        since=terminal.since,
        keys=terminal.keys,
        operator_id=terminal.operator_id,
    )


def _open(station: Station) -> dict[str, Any]:
    return {
        "station_id": station.id,
        "entity": station.entity,
        "village": station.village,
        "name": station.name,
        "status": station.status.value,
        "opens": f"{station.hours.opens:%H:%M}",
        "closes": f"{station.hours.closes:%H:%M}",
        "opened_on": station.opened_on.isoformat(),
        "latitude_e6": station.place.latitude_e6,
        "longitude_e6": station.place.longitude_e6,
    }
