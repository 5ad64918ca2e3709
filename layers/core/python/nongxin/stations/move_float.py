"""Top a station's float up out of its owner's account, or take money back out of it."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, check_amount, credit, debit
from nongxin.stations.ports import StationParts
from nongxin.stations.register_station import SourceNotOwn


@value
class MoveFloat:
    """`tops_up` False: from the float to the account."""

    station_id: str
    account_id: str
    amount_fen: int
    tops_up: bool


def move_float(command: MoveFloat, by: Principal, key: CommandKey, parts: StationParts) -> Outcome:
    """Raises Missing (not the owner's), SourceNotOwn, BadAmount, InsufficientFunds."""
    station = parts.stations.get(command.station_id)
    if by.id != station.owner_id or not station.float_account:
        raise Missing()
    check_amount(command.amount_fen)
    account = parts.books.accounts.get(command.account_id)
    if account.owner != by.id or account.kind_code != "demand_deposit":
        raise SourceNotOwn()
    ends = (account.id, station.float_account)
    source, target = ends if command.tops_up else ends[::-1]
    legs = [debit(source, command.amount_fen), credit(target, command.amount_fen)]
    booked = book(Posting("STATION_FLOAT", None, None, legs), key, parts.books)
    return booked.outcome({"station_id": station.id, "amount_fen": command.amount_fen})
