"""The work station (双基联动工作站): a bank branch and a village's party branch capture and review
the village's archives together. One for each village; its number is WS and the village's code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from nongxin.archives.refusals import MemberStands, NotAMember, NotAReviewer, StationFull
from nongxin.kernel.value import value

MOST_MEMBERS = 30


class Seat(StrEnum):
    """What a member does. Secretary and reviewers score; the manager is the bank's."""

    SECRETARY = "secretary"
    REVIEWER = "reviewer"
    MANAGER = "manager"


_SCORING = frozenset({Seat.SECRETARY, Seat.REVIEWER})


@value
class Member:
    """`person` is the blind index of the ID number and `code` that of the member's own code, which
    nobody at the bank knows.
    """

    number: int
    seat: Seat
    name: str
    person: str
    code: str
    is_active: bool = True


@value
class WorkStation:
    village: str
    branch: str
    party_branch: str
    members: Sequence[Member] = ()
    version: int = 0

    @property
    def code(self) -> str:
        return f"WS{self.village}"

    @property
    def county(self) -> str:
        return self.village[:6]

    def joined(self, member: Member) -> WorkStation:
        """Who was a member before has the number of then, so that nobody scores under two. Raises
        MemberStands or StationFull.
        """
        seated = replace(member, number=self.number_of(member.person))
        if any(m.number == seated.number and m.is_active for m in self.members):
            raise MemberStands()
        if seated.number > MOST_MEMBERS:
            raise StationFull(most=MOST_MEMBERS)
        others = [m for m in self.members if m.number != seated.number]
        return replace(self, members=sorted([*others, seated], key=lambda m: m.number))

    def number_of(self, person: str) -> int:
        """The person's number, or the next one for somebody who was never a member."""
        known = (m.number for m in self.members if m.person == person)
        return next(known, len(self.members) + 1)

    def retired(self, number: int) -> WorkStation:
        """Who left keeps their number, for the sheets that bear it. Raises NotAMember."""
        if not any(m.number == number and m.is_active for m in self.members):
            raise NotAMember(member_no=number)
        left = [replace(m, is_active=m.is_active and m.number != number) for m in self.members]
        return replace(self, members=left)

    def reviewer(self, number: int, code: str) -> Member:
        """The member who scores, known by their code. Raises NotAReviewer."""
        for member in self.members:
            if (member.number, member.code, member.is_active) == (number, code, True):
                if member.seat in _SCORING:
                    return member
                break
        raise NotAReviewer()
