"""Open a village's work station: the bank's branch and the village's party branch."""

from __future__ import annotations

from nongxin.archives.open_household import served_village
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.review.work_station import WorkStation
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value


@value
class OpenWorkStation:
    village: str
    branch: str
    party_branch: str


def open_work_station(command: OpenWorkStation, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the station's number. Raises NotYourCounty, CountyNotServed, VillageUnknown or
    WorkStationStands.
    """
    served_village(command.village, by, parts.clock.today())
    station = WorkStation(command.village, command.branch, command.party_branch)
    answer = {"station": station.code, "village": station.village, "members": 0}
    return Outcome(answer, [parts.stations.save(station)])
