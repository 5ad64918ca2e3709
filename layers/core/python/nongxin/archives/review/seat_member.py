"""Seat a member in a village's work station, or let one go."""

from __future__ import annotations

from nongxin.archives.ports import ArchiveParts
from nongxin.archives.review.work_station import Member, Seat, WorkStation
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.id_number import IdNumber
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class SeatMember:
    """`code` is the member's own choice, typed by them; it is kept as a keyed hash only."""

    village: str
    seat: Seat
    name: str
    id_no: str
    code: str


@value
class RetireMember:
    village: str
    number: int


def seat_member(command: SeatMember, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the member's number. Raises Missing, InvalidIdNumber, MemberStands, StationFull."""
    station = station_of(command.village, by, parts)
    number = IdNumber.parse(command.id_no, parts.clock.today())
    person = parts.vault.blind("id_no", number.text)
    code = parts.stations.code(command.village, command.code)
    after = station.joined(Member(0, command.seat, command.name, person, code))
    answer = {"station": after.code, "member_no": after.number_of(person)}
    return Outcome(answer, [parts.stations.save(after)])


def retire_member(command: RetireMember, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the member's number. Raises Missing or NotAMember."""
    after = station_of(command.village, by, parts).retired(command.number)
    answer = {"station": after.code, "member_no": command.number}
    return Outcome(answer, [parts.stations.save(after)])


def station_of(village: str, by: Principal, parts: ArchiveParts) -> WorkStation:
    """Raises Missing, also for a village that the caller does not serve."""
    station = parts.stations.of_village(village) if by.serves(village[:6]) else None
    if station is None:
        raise Missing()
    return station
