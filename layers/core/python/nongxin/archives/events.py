"""What the archives context announces."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ArchiveWentLive(Event):
    """A household's archive was approved; decisions may stand on it until `refresh_by`."""

    household_id: str
    entity: str
    village: str
    edition: int
    approved_by: str
    refresh_by: str
