"""A member leaves a live household, by marriage, split, death or otherwise: the archive in force
says so at once, and the person may enter another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from nongxin.archives.events import MembersLeft
from nongxin.archives.facts.derived import labour
from nongxin.archives.household import Archive, Book, Section, Status
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import EditionInWork, HeadStays, NotAMember
from nongxin.archives.store import LIVE
from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

Row = dict[str, Any]


class Reason(StrEnum):
    MARRIAGE = "marriage"
    SPLIT = "split"
    MOVED = "moved"
    DECEASED = "deceased"
    OTHER = "other"


@value
class LetMemberGo:
    household_id: str
    member_no: int
    reason: Reason


def let_member_go(command: LetMemberGo, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers the members who stay. Raises Missing, ArchiveStepNotAllowed, EditionInWork,
    NotAMember or HeadStays.
    """
    book = live_book(command.household_id, by, parts)
    leaving, staying = parted(book, [command.member_no])
    answer = {"household_id": book.head.id, "members": len(staying)}
    event = MembersLeft(
        county=book.head.county,
        household_id=book.head.id,
        count=len(leaving),
        reason=command.reason.value,
        to_household=None,
    )
    return Outcome(answer, left(book, leaving, staying, (by, event), parts))


def live_book(household_id: str, by: Principal, parts: ArchiveParts) -> Book:
    """A live household of whose members nothing newer waits; raises what stands against it."""
    book = parts.households.book(household_id)
    book.head.must_be_served_by(by)
    book.head.must_be("part", Status.LIVE)
    in_work = book.following is not None and not book.following.is_settled
    if in_work or {"H", "M", "L"} & set(book.pending):
        raise EditionInWork()
    return book


def parted(book: Book, member_nos: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """Who leaves and who stays. Raises NotAMember, or HeadStays."""
    rows = book.newest["M"].rows
    known = {m["member_no"] for m in rows}
    for number in member_nos:
        if number not in known:
            raise NotAMember(member_no=number)
    if book.newest["H"].rows[0]["head_member_no"] in member_nos:
        raise HeadStays()
    leaving = [m for m in rows if m["member_no"] in member_nos]
    return leaving, [m for m in rows if m["member_no"] not in member_nos]


def left(
    book: Book,
    leaving: Sequence[Mapping[str, Any]],
    staying: list[Row],
    told: tuple[Principal, MembersLeft],
    parts: ArchiveParts,
) -> list[Write]:
    """The sections M and L without them, in force at once; their claims given up."""
    by, event = told
    head, writes = book.head, []
    for code, rows in (("M", staying), ("L", [_summary(book, staying)])):
        standing = book.newest[code]
        section = Section(rows, 0, parts.clock.now(), by.id).after(standing, over_live=True)
        writes += parts.households.keep_section(head.id, code, section, standing)
        head = _with(head, book, code, section.version)
    for member in leaving:
        index = parts.vault.blind("id_no", member["id_no"])
        writes.append(parts.directory.release(LIVE, index, head.id))
    return [parts.households.change(head, outbox([event], parts.clock)), *writes]


def _with(head: Archive, book: Book, code: str, version: int) -> Archive:
    frozen = head.frozen or {c: s.version for c, s in book.newest.items()}
    return replace(head, frozen=dict(frozen) | {code: version})


def _summary(book: Book, staying: list[Row]) -> Row:
    told = labour(staying)
    row = dict(book.newest["L"].rows[0]) | {
        "labour_count": str(told.labour_count),
        "dependants": str(told.dependants),
        "dependency_ratio": str(told.dependency_ratio),
    }
    if "away_labour" in row:
        row["away_labour"] = min(row["away_labour"], int(told.labour_count))
    return row
