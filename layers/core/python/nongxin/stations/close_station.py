"""Close a station for good (撤站): nothing of its money is under way, and its deposit goes back.

The float's account stays: commission of the last month comes into it, and its owner takes that out.
"""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit
from nongxin.stations.ports import StationParts
from nongxin.stations.register_station import SOURCE
from nongxin.stations.station import Station, Status
from nongxin.stations.turn_station import turned_write


class FloatLeft(Conflict):
    code = "station-float-left"
    zh = "备付金尚余{left_yuan}元，须先转出"
    en = "The float still holds CNY {left_yuan}: it is taken out first"


class DepositPayeeInvalid(Rule):
    code = "station-payee-invalid"
    zh = "保证金须退回站主本人在本机构的Ⅰ类户"
    en = "The deposit goes back to the owner's own class I account with the same legal entity"


@value
class CloseStation:
    """`account_id`: where the deposit goes back to; "" for a station without one."""

    station_id: str
    reason: str
    account_id: str


def close_station(
    command: CloseStation, by: Principal, key: CommandKey, parts: StationParts
) -> Outcome:
    """Answers what went back, fen; in one posting with the station's end.

    Raises Missing, StatusNotAllowed (it is suspended first), StationFourEyes, FloatLeft,
    StationUnsettled, DepositPayeeInvalid, AccountNotOpen.
    """
    before = parts.reached(command.station_id, by)
    after = before.turned(Status.CLOSED, command.reason, by.id)
    margin_fen = _settled_margin(before, parts)
    answer = {"station_id": after.id, "status": after.status.value, "returned_fen": margin_fen}
    closed = turned_write(after, parts)
    if not margin_fen:
        return Outcome(answer, [closed])
    payee = _payee(command.account_id, before, parts)
    legs = [debit(before.margin_account, margin_fen), credit(payee, margin_fen)]
    booked = book(Posting("STATION_CLOSED", None, None, legs), key, parts.books)
    return booked.outcome(answer, closed)


def _settled_margin(station: Station, parts: StationParts) -> int:
    """The deposit, once nothing is owed out of it. Raises FloatLeft, StationUnsettled."""
    if not station.float_account:
        return 0
    left_fen = parts.books.accounts.get(station.float_account).balance_fen
    if left_fen:
        raise FloatLeft(left_fen=left_fen)
    parts.check_settled(station.id)
    return parts.books.accounts.get(station.margin_account).balance_fen


def _payee(account_id: str, station: Station, parts: StationParts) -> str:
    account = parts.books.accounts.get(account_id) if account_id else None
    if (
        account is None
        or account.owner != station.owner_id
        or account.kind_code != SOURCE
        or account.entity != station.entity
    ):
        raise DepositPayeeInvalid()
    return account.id
