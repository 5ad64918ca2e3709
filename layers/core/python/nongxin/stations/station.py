"""An e-station (金融e站): a shop in a village that serves its people for a legal entity.

Who keeps the shop lays down a deposit (保证金) and keeps a float (备付金): cash paid in is taken off
the float, cash paid out is added to it, so that the bank's money and the shop's till agree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from enum import Enum
from typing import ClassVar

from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.errors import Conflict, Denied, Missing, Rule
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.stations.operator import (
    MOST,
    MOST_ENDED,
    NotOperator,
    Operator,
    OperatorsFull,
)

STATUS_WORDS: Names = {
    "open": ("营业", "open"),
    "suspended": ("暂停", "suspended"),
    "closed": ("撤站", "closed"),
}


class StationShut(Denied):
    """Suspended or closed: its terminals may ask for nothing but the state of what they sent."""

    code = "station-shut"
    zh = "该站点已{status}，暂不办理业务"
    en = "This station is {status} and does no business"
    words: ClassVar[Words] = {"status": STATUS_WORDS}


class OutsideHours(Rule):
    code = "station-outside-hours"
    zh = "站点营业时间为{opens}至{closes}"
    en = "The station's hours are {opens} to {closes}"


class StatusNotAllowed(Conflict):
    code = "station-status-not-allowed"
    zh = "站点状态不能由{status}变为{wanted}"
    en = "A station that is {status} cannot become {wanted}"
    words: ClassVar[Words] = {"status": STATUS_WORDS, "wanted": STATUS_WORDS}


class StationClosed(Conflict):
    code = "station-closed"
    zh = "该站点已撤站，不能再变更"
    en = "This station is closed for good: nothing of it changes any more"


class StationFourEyes(Denied):
    code = "station-four-eyes"
    zh = "须由办理暂停以外的人员撤站"
    en = "Somebody else than who suspended a station must close it"


class BadHours(Rule):
    code = "station-hours-invalid"
    zh = "营业时间的开始须早于结束"
    en = "A station opens before it closes"


class Status(Enum):
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


_NEXT = {
    Status.OPEN: {Status.SUSPENDED},
    Status.SUSPENDED: {Status.OPEN, Status.CLOSED},
    Status.CLOSED: set[Status](),
}


@value
class Hours:
    """By Shaanxi's clock, the end not included. Raises BadHours."""

    opens: time = time(6, 0)
    closes: time = time(22, 0)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise BadHours()

    def check(self, now: datetime) -> None:
        """Raises OutsideHours."""
        if not self.opens <= now.astimezone(SHANGHAI).time() < self.closes:
            raise OutsideHours(opens=f"{self.opens:%H:%M}", closes=f"{self.closes:%H:%M}")


@value
class Place:
    """Where the map shows it, in millionths of a degree; 0, 0: not told."""

    latitude_e6: int = 0
    longitude_e6: int = 0


@value
class Station:
    """`owner_id` is the customer who answers for it, `operators` serve at it, none until they are
    appointed. The accounts are empty where no contract was signed yet.
    `single_most_fen`: the most that one payment may move here. `turned_by`: who gave it its status.
    """

    id: str
    entity: str
    village: str
    name: str
    opened_on: date
    owner_id: str = ""
    contract_no: str = ""
    margin_account: str = ""
    float_account: str = ""
    single_most_fen: int = 0
    hours: Hours = Hours()
    place: Place = Place()
    operators: tuple[Operator, ...] = ()
    status: Status = Status.OPEN
    reason: str = ""
    turned_by: str = ""
    version: int = 0

    @property
    def county(self) -> str:
        return county_of(self.id, "es")

    @property
    def insiders(self) -> frozenset[str]:
        """The customers who run the shop."""
        those = {each.customer_id for each in self.operators if each.status == "appointed"}
        return frozenset(those | {self.owner_id}) - {""}

    @property
    def people(self) -> frozenset[str]:
        """Who may look at its card: owner and operators, by the ids they sign in with."""
        serving = {each.id for each in self.operators if each.status == "appointed"}
        return frozenset(serving | {self.owner_id}) - {""}

    def operator(self, operator_id: str) -> Operator:
        """Raises Missing."""
        found = next((each for each in self.operators if each.id == operator_id), None)
        if found is None:
            raise Missing()
        return found

    def with_operator(self, operator: Operator) -> Station:
        """New, or as they are now. Raises OperatorsFull, StationClosed."""
        if operator.status != "ended":
            self.check_lasts()
        others = [each for each in self.operators if each.id != operator.id]
        live = [each for each in others if each.status != "ended"]
        if len(live) >= MOST and operator.status != "ended":
            raise OperatorsFull(most=MOST)
        ended = [each for each in others if each.status == "ended"][-MOST_ENDED:]
        return replace(self, operators=(*ended, *live, operator))

    def without_operator(self, operator: Operator) -> Station:
        return replace(self, operators=tuple(e for e in self.operators if e.id != operator.id))

    def check_operator(self, operator_id: str, at: datetime) -> None:
        """Raises NotOperator."""
        if not any(each.id == operator_id and each.serves(at) for each in self.operators):
            raise NotOperator()

    def turned(self, wanted: Status, reason: str, by: str) -> Station:
        """Raises StatusNotAllowed; StationFourEyes: one suspends it, another closes it."""
        if wanted not in _NEXT[self.status]:
            raise StatusNotAllowed(status=self.status.value, wanted=wanted.value)
        if wanted is Status.CLOSED and by == self.turned_by:
            raise StationFourEyes()
        return replace(self, status=wanted, reason=reason, turned_by=by)

    def check_serves(self, now: datetime) -> None:
        """Raises StationShut, OutsideHours."""
        self.check_open()
        self.hours.check(now)

    def check_lasts(self) -> None:
        """Raises StationClosed."""
        if self.status is Status.CLOSED:
            raise StationClosed()

    def check_open(self) -> None:
        """Whatever the hour. Raises StationShut."""
        if self.status is not Status.OPEN or not self.float_account:
            raise StationShut(status=self.status.value)
