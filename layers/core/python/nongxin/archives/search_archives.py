"""Search archives: a village's roll by status and grade, or a person by their ID number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from nongxin.archives.household import Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.store import RollRecord
from nongxin.kernel.errors import Missing
from nongxin.kernel.id_number import IdNumber
from nongxin.kernel.identity import Principal
from nongxin.kernel.scatter import Gathered, scatter
from nongxin.kernel.value import value

_GRADES = ("A", "B", "C", "D")


@value
class Listed:
    """A household on a roll; `following` is the status of the edition being made beside it."""

    household_id: str
    number: str
    village: str
    status: str
    following: str
    grade: str
    edition: int
    completeness: str
    refresh_by: str


@value
class VillageCount:
    """Households of a village by status and grade; completeness is a mean, in percent."""

    village: str
    households: int
    by_status: dict[str, int]
    by_grade: dict[str, int]
    in_refresh: int
    completeness: Decimal


@value
class Wanted:
    """Empty texts do not narrow a search."""

    village: str
    status: str = ""
    grade: str = ""


def search_archives(wanted: Wanted, by: Principal, parts: ArchiveParts) -> list[Listed]:
    """A village's households in the order of their archive numbers. Raises Missing."""
    if not by.serves(wanted.village[:6]):
        raise Missing()
    rows = [_listed(r, parts.clock.today()) for r in parts.households.roll(wanted.village)]
    found = [
        row
        for row in rows
        if wanted.status in ("", row.status, row.following) and wanted.grade in ("", row.grade)
    ]
    return sorted(found, key=lambda row: row.number)


def find_person(
    id_no: str, county: str, by: Principal, parts: ArchiveParts
) -> tuple[list[str], str | None]:
    """The county's archives that ever named this person, and the one in which they live now, which
    may be another county's. Raises Missing or InvalidIdNumber.
    """
    if not by.serves(county):
        raise Missing()
    number = IdNumber.parse(id_no, parts.clock.today())
    live = parts.households.live_of(number.text)
    return parts.households.naming(county, number.text), live


def count_villages(
    villages: list[str], by: Principal, parts: ArchiveParts
) -> Gathered[VillageCount]:
    """Of these villages, counted from their rolls side by side; who did not answer is named.

    Raises Missing.
    """
    if not all(by.serves(village[:6]) for village in villages):
        raise Missing()
    today = parts.clock.today()
    return scatter(villages, lambda v: _counted(v, parts.households.roll(v), today), seconds=6)


def _counted(village: str, roll: Iterable[RollRecord], today: date) -> VillageCount:
    rows = [_listed(record, today) for record in roll]
    weighed = [Decimal(r.completeness) for r in rows if r.status != Status.DRAFT]
    mean = sum(weighed, Decimal(0)) / len(weighed) if weighed else Decimal(0)
    return VillageCount(
        village=village,
        households=len(rows),
        by_status={s.value: n for s in Status if (n := sum(r.status == s for r in rows))},
        by_grade={g: n for g in _GRADES if (n := sum(r.grade == g for r in rows))},
        in_refresh=sum(bool(r.following) for r in rows),
        completeness=mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP),
    )


def _listed(record: RollRecord, today: date) -> Listed:
    refresh_by = str(record.refresh_by or "")
    is_over = record.archive_status == Status.LIVE and refresh_by < today.isoformat()
    return Listed(
        household_id=str(record.sk),
        number=str(record.number),
        village=str(record.pk).rpartition("#")[2],
        status=Status.EXPIRED.value if is_over else str(record.archive_status),
        following=str(record.next_status or ""),
        grade=str(record.grade or ""),
        edition=int(record.edition),
        completeness=str(record.completeness),
        refresh_by=refresh_by,
    )
