"""The door itself, who may come through it, and its query parameters."""

from __future__ import annotations

from datetime import date

from nongxin.kernel.errors import Malformed, Missing
from nongxin.kernel.http import Call, Door
from nongxin.kernel.http.contract import Query
from nongxin.kernel.identity import Role
from nongxin.products import change as ch
from nongxin.products.problems import ProductUnknown

app = Door("products")

EVERYBODY = tuple(Role)
OFFICERS = (Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR)
DRAFTING = (
    Missing, ProductUnknown, ch.OutOfBounds, ch.NotSettable, ch.OutOfOrder, ch.TooEarly,
    ch.EntityMerged, ch.NothingChanges,
)  # fmt: skip
RELEASING = (
    Missing, ch.ChangeDecided, ch.MakerReleases, ch.Outdated, ch.TooEarly, ch.EntityMerged,
    ch.OutOfBounds, ch.NotSettable, ch.OutOfOrder,
)  # fmt: skip


class BadDay(Malformed):
    code = "bad-day"
    zh = "日期须为有效的 年-月-日"
    en = "A day is a valid year-month-day"


ON = Query("on", {"type": "string", "format": "date"}, "A day, else today")


def day_of(text: str) -> date:
    """Raises BadDay."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay() from None


def on(call: Call, today: date) -> date:
    return day_of(call.query["on"]) if "on" in call.query else today
