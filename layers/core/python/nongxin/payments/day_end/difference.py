"""A difference (差错) that day end found: its class, the money in it, and how two people end it.

    waiting  a payment made late in the day, or still open: the partner's next file may have it
    open     its money is in suspense (挂账), or there is none to move; it waits for people
    asked    one of them has said where the money goes; somebody else must agree
    settled  the next file had it, or the money went where the two agreed

长款 (long): we hold more than the other side claims. 短款 (short): it claims more than we hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import ClassVar

from nongxin.kernel.commands import CommandKey
from nongxin.kernel.errors import Conflict, Denied, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words

TERMINAL = "terminal"


class Kind(Enum):
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"
    AMOUNT = "amount_differs"
    NEXT_DAY = "next_day"


class DifferenceStatus(Enum):
    WAITING = "waiting"
    OPEN = "open"
    ASKED = "asked"
    SETTLED = "settled"


_STATUS_WORDS: Names = {
    "waiting": ("待次日对账", "waiting for the next file"),
    "open": ("待处理", "open"),
    "asked": ("待复核", "waiting for a second person"),
    "settled": ("已处理", "settled"),
}
# Where money in suspense may go: a claim or a debt of ours, our own profit or loss, the shop's
# float.
TARGETS = ("claim", "own", "station")


class DifferenceElsewhere(Conflict):
    code = "difference-state"
    zh = "该差错状态为“{status}”，不能如此处理"
    en = "This difference is {status}: that cannot be done with it"
    words: ClassVar[Words] = {"status": _STATUS_WORDS}


class DifferenceFourEyes(Denied):
    code = "difference-four-eyes"
    zh = "须由提出人以外的人员复核"
    en = "Somebody else than who asked must decide on a difference"


class InSuspenseRegister(Rule):
    code = "difference-in-suspense-register"
    zh = "该款项已按客户挂账，请在挂账登记簿中处理"
    en = "This money waits for its owner: it is paid out of the register of suspense"


@value
class Line:
    """A payment as one side tells it. `number` is the same on both."""

    number: str
    service: str
    amount_fen: int


@value
class Found:
    """What the two sides say of a number; None: nothing."""

    kind: Kind
    number: str
    service: str
    ours_fen: int | None
    theirs_fen: int | None


def compare(ours: Iterable[Line], theirs: Iterable[Line]) -> Iterator[Found]:
    """Each number of which the two sides do not say the same, in order."""
    own, other = {each.number: each for each in ours}, {each.number: each for each in theirs}
    for number in sorted(own.keys() | other.keys()):
        mine, yours = own.get(number), other.get(number)
        if mine is None and yours is not None:
            yield Found(Kind.ONLY_THEIRS, number, yours.service, None, yours.amount_fen)
        elif yours is None and mine is not None:
            yield Found(Kind.ONLY_OURS, number, mine.service, mine.amount_fen, None)
        elif mine and yours and mine.amount_fen != yours.amount_fen:
            yield Found(Kind.AMOUNT, number, mine.service, mine.amount_fen, yours.amount_fen)


@value
class Difference:
    """`against`: a partner's code, or `terminal`. `on`: the day whose sides were compared.

    `long_fen` is what we hold too much, below zero what we hold too little. `booked`: that much is
    in suspense. `item`: the register of suspense has it, for its owner. `station_id`: whose
    terminal it was, or "".
    """

    county: str
    entity: str
    on: date
    against: str
    number: str
    service: str
    kind: Kind
    ours_fen: int | None
    theirs_fen: int | None
    long_fen: int = 0
    booked: bool = False
    item: bool = False
    station_id: str = ""
    status: DifferenceStatus = DifferenceStatus.OPEN
    target: str = ""
    asked_by: str = ""
    decided_by: str = ""
    version: int = 0

    @property
    def side(self) -> str:
        """long (长款), short (短款), or "" where no money differs."""
        return "long" if self.long_fen > 0 else "short" if self.long_fen else ""

    def key(self, step: str) -> CommandKey:
        name = f"{self.on}:{self.against}:{self.number}"
        return CommandKey(f"day_end.{step}", "bank", self.county, name, name)

    def seen_later(self) -> Difference:
        """The next file has it. Raises DifferenceElsewhere."""
        self._must_be(DifferenceStatus.WAITING)
        return replace(self, status=DifferenceStatus.SETTLED, target="next_day")

    def missed(self) -> Difference:
        """The next file does not have it either. Raises DifferenceElsewhere."""
        self._must_be(DifferenceStatus.WAITING)
        kind = Kind.ONLY_OURS if self.theirs_fen is None else Kind.ONLY_THEIRS
        return replace(self, status=DifferenceStatus.OPEN, kind=kind)

    def asked(self, target: str, by: str) -> Difference:
        """Raises DifferenceElsewhere, InSuspenseRegister."""
        self._must_be(DifferenceStatus.OPEN)
        if self.item:
            raise InSuspenseRegister()
        return replace(self, status=DifferenceStatus.ASKED, target=target, asked_by=by)

    def decided(self, by: str, *, agrees: bool) -> Difference:
        """Who refuses leaves it open. Raises DifferenceElsewhere, DifferenceFourEyes."""
        self._must_be(DifferenceStatus.ASKED)
        if by == self.asked_by:
            raise DifferenceFourEyes()
        if not agrees:
            return replace(self, status=DifferenceStatus.OPEN, target="", asked_by="")
        return replace(self, status=DifferenceStatus.SETTLED, decided_by=by)

    def _must_be(self, status: DifferenceStatus) -> None:
        if self.status is not status:
            raise DifferenceElsewhere(status=self.status.value)
