"""Register a shop as an e-station: contract, deposit and float, in one posting with its record."""

from __future__ import annotations

from nongxin.catalog.places import villages
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import book
from nongxin.ledger.posting import NewAccount, Posting, check_amount, credit, debit
from nongxin.stations.events import StationRegistered
from nongxin.stations.ports import StationParts
from nongxin.stations.station import Hours, Place, Station

MARGIN, FLOAT = "station_margin", "station_float"
SOURCE = "demand_deposit"
LEAST_MARGIN_FEN = 100_000  # 1,000 yuan (assumed)


class SourceNotOwn(Rule):
    code = "station-source-invalid"
    zh = "保证金和备付金须由站主本人的Ⅰ类户转入"
    en = "Deposit and float come out of the owner's own class I account"


class MarginTooSmall(Rule):
    code = "station-margin-too-small"
    zh = "保证金不得少于{least_yuan}元"
    en = "The deposit is at least CNY {least_yuan}"


@value
class RegisterStation:
    """`account_id` is the owner's; deposit and float are paid out of it. Amounts in fen."""

    village: str
    name: str
    owner_id: str
    account_id: str
    contract_no: str
    margin_fen: int
    float_fen: int
    single_most_fen: int
    hours: Hours
    place: Place


def register_station(
    command: RegisterStation, by: Principal, key: CommandKey, parts: StationParts
) -> Outcome:
    """Answers the station's id and its accounts.

    Raises Missing (a village or an account out of reach), SourceNotOwn, MarginTooSmall, BadAmount,
    InsufficientFunds, AccountNotOpen.
    """
    county = command.village[:6]
    if not by.serves(county) or command.village not in villages(county):
        raise Missing()
    source = _source(command, by, parts)
    station = _station(command, county, source, parts)
    legs = [
        debit(source.id, command.margin_fen + command.float_fen),
        credit(station.margin_account, command.margin_fen, _new(MARGIN, source)),
        credit(station.float_account, command.float_fen, _new(FLOAT, source)),
    ]
    told = StationRegistered(
        county=county,
        station_id=station.id,
        entity=station.entity,
        village=station.village,
        margin_fen=command.margin_fen,
        float_fen=command.float_fen,
    )
    booked = book(Posting("STATION_OPENED", None, None, legs), key, parts.books)
    answer = {
        "station_id": station.id,
        "margin_account": station.margin_account,
        "float_account": station.float_account,
    }
    return booked.outcome(answer, parts.stations.add(station, outbox([told], parts.clock)))


def _source(command: RegisterStation, by: Principal, parts: StationParts) -> Account:
    check_amount(command.margin_fen)
    check_amount(command.float_fen)
    if command.margin_fen < LEAST_MARGIN_FEN:
        raise MarginTooSmall(least_fen=LEAST_MARGIN_FEN)
    source = parts.books.accounts.get(command.account_id)
    if source.entity != by.entity:
        raise Missing()
    if source.owner != command.owner_id or source.kind_code != SOURCE:
        raise SourceNotOwn()
    return source


def _station(
    command: RegisterStation, county: str, source: Account, parts: StationParts
) -> Station:
    return Station(
        id=new_id("es", county, parts.clock),
        entity=source.entity,
        village=command.village,
        name=command.name,
        opened_on=parts.clock.today(),
        owner_id=command.owner_id,
        contract_no=command.contract_no,
        margin_account=new_id("ac", county, parts.clock),
        float_account=new_id("ac", county, parts.clock),
        single_most_fen=command.single_most_fen,
        hours=command.hours,
        place=command.place,
    )


def _new(kind: str, source: Account) -> NewAccount:
    return NewAccount(kind, source.entity, source.owner)
