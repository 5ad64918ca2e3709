"""An inspection (巡检) of a station: what was looked at, and whether it passed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Words

# 银发〔2011〕177号: fixed place, registers, notices shown, cash in order (wording ours).
POINTS = ("place", "registers", "notices", "cash", "terminal", "identity")


class BadInspection(Rule):
    code = "inspection-invalid"
    zh = "巡检须逐项给出结论：{points}"
    en = "An inspection says of each point whether it holds: {points}"
    words: ClassVar[Words] = {
        "points": {
            "place": ("场所", "the place"),
            "registers": ("登记簿", "the registers"),
            "notices": ("公示", "the notices"),
            "cash": ("现金", "the cash"),
            "terminal": ("终端", "the terminal"),
            "identity": ("身份核验", "the identity check"),
        }
    }


class InspectedToday(Conflict):
    code = "station-inspected-today"
    zh = "该站点今日已巡检"
    en = "This station was inspected today already"


@value
class Inspection:
    """`points`: by name, whether it was in order. Raises BadInspection."""

    station_id: str
    on: date
    by: str
    points: dict[str, bool]
    note: str = ""

    def __post_init__(self) -> None:
        if set(self.points) != set(POINTS):
            raise BadInspection(points=list(POINTS))

    @property
    def passed(self) -> bool:
        return all(self.points.values())
