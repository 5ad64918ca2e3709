"""Split a household (分户): some of its members become a household of their own, as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nongxin.archives.events import MembersLeft
from nongxin.archives.household import Book, Section
from nongxin.archives.let_member_go import Reason, left, live_book, parted
from nongxin.archives.open_household import opened
from nongxin.archives.ports import ArchiveParts
from nongxin.archives.refusals import NotAMember
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value

Row = dict[str, Any]
_HEAD, _OTHER = "02", "99"


@value
class SplitHousehold:
    """`head_member_no` is one of `member_nos`; numbers are those of the old household."""

    household_id: str
    member_nos: Sequence[int]
    head_member_no: int


def split_household(command: SplitHousehold, by: Principal, parts: ArchiveParts) -> Outcome:
    """Answers both households. The new one is a draft with its members, whose relations to the
    new head are to be captured. Raises what `let_member_go` raises.
    """
    if command.head_member_no not in command.member_nos:
        raise NotAMember(member_no=command.head_member_no)
    book = live_book(command.household_id, by, parts)
    leaving, staying = parted(book, command.member_nos)
    archive, writes = opened(book.head.village, by, parts)
    event = MembersLeft(
        county=book.head.county,
        household_id=book.head.id,
        count=len(leaving),
        reason=Reason.SPLIT.value,
        to_household=archive.id,
    )
    members = Section(_regrouped(leaving, command), 0, parts.clock.now(), by.id)
    writes += left(book, leaving, staying, (by, event), parts)
    first = members.after(None, over_live=False)
    writes += parts.households.keep_section(archive.id, "M", first)
    return Outcome(_answer(book, archive.id, staying, leaving), writes)


def _regrouped(leaving: list[Row], command: SplitHousehold) -> list[Row]:
    return [
        m | {"relation": _HEAD if m["member_no"] == command.head_member_no else _OTHER}
        for m in leaving
    ]


def _answer(book: Book, new_id: str, staying: list[Row], leaving: list[Row]) -> Row:
    return {
        "household_id": book.head.id,
        "members": len(staying),
        "new_household_id": new_id,
        "new_members": len(leaving),
    }
