"""What the archives context announces."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class ArchiveWentLive(Event):
    """A household's archive was approved; decisions may stand on it until `refresh_by`."""

    household_id: str
    entity: str
    village: str
    edition: int
    approved_by: str
    refresh_by: str


@value(kw_only=True)
class MembersLeft(Event):
    """Members left a live household: `reason` as in `let_member_go`; a split names the new one."""

    household_id: str
    count: int
    reason: str
    to_household: str | None


@value(kw_only=True)
class ArchiveCancelled(Event):
    """An archive is no longer kept: its members are in none."""

    household_id: str
    village: str
