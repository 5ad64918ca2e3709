"""A partner's line: its messages leave one after another, and what became of the last one decides
when the next may leave.

One message in vain holds the line: the order is kept, and a partner that is down is asked by one
message, not by all. It is sent again on the days of webhook_retries.csv; after the last time it is
given up and the line is paused. A message that the partner itself refuses is given up earlier and
holds nobody. A paused line goes on from where it was when ops or the partner open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.kernel.wording import Names, Words
from nongxin.partners.outbound.message import Message, State, Try

# A refused message is tried so often: 35 minutes, for a partner's deployment to be put right.
REFUSED_MOST = 4
MOST_AGAIN = 100
LINE_WORDS: Names = {"open": ("正常推送", "open"), "paused": ("已暂停推送", "paused")}


class LineStateSame(Conflict):
    code = "partner-line-same"
    zh = "该合作方的推送已是“{status}”状态"
    en = "The partner's line is {status} already"
    words: ClassVar[Words] = {"status": LINE_WORDS}


class TooManyAgain(Rule):
    code = "partner-resends-too-many"
    zh = "待重发消息不得超过{most}条"
    en = "No more than {most} messages wait to be sent again"


class LineState(Enum):
    OPEN = "open"
    PAUSED = "paused"


@value
class Line:
    """`sent`: every message up to this number is through, taken or given up. `vain`: how often the
    next one was sent in vain, `due_at` (Unix second) when it may leave again. `again`: numbers to
    be sent once more. `dead`: messages given up that nobody has dealt with. `holder` sends, alone,
    until `held_until`.
    """

    partner_id: str
    sent: int = 0
    vain: int = 0
    due_at: int = 0
    state: LineState = LineState.OPEN
    why: str = ""
    again: tuple[int, ...] = ()
    dead: int = 0
    holder: str = ""
    held_until: int = 0
    version: int = 0

    @property
    def next(self) -> int:
        """The number of the message that leaves next, if there is such a message."""
        return self.again[0] if self.again else self.sent + 1

    def may_send(self, now: int) -> bool:
        return self.state is LineState.OPEN and now >= self.due_at

    def is_held(self, now: int) -> bool:
        return bool(self.holder) and now < self.held_until

    def held(self, holder: str, until: int) -> Line:
        return replace(self, holder=holder, held_until=until)

    def saved(self) -> Line:
        """As it is read after it was written."""
        return replace(self, version=self.version + 1)

    def released(self) -> Line:
        return replace(self, holder="", held_until=0)

    def opened(self, now: int) -> Line:
        """The next message leaves at once. Raises LineStateSame (open, and nothing in vain)."""
        if self.state is LineState.OPEN and not self.vain:
            raise LineStateSame(status=self.state.value)
        return replace(self, state=LineState.OPEN, why="", vain=0, due_at=now)

    def paused(self, why: str) -> Line:
        """`why`: down, gone, ops or partner. Raises LineStateSame."""
        if self.state is LineState.PAUSED:
            raise LineStateSame(status=self.state.value)
        return replace(self, state=LineState.PAUSED, why=why)

    def with_again(self, sequences: Iterable[int]) -> Line:
        """Raises TooManyAgain."""
        wanted = sorted({*self.again, *(n for n in sequences if n <= self.sent)})
        if len(wanted) > MOST_AGAIN:
            raise TooManyAgain(most=MOST_AGAIN)
        return replace(self, again=tuple(wanted))

    def dealt_with(self) -> Line:
        return replace(self, dead=max(self.dead - 1, 0))


def settled(
    line: Line, message: Message, one: Try, now: int, waits: Sequence[int]
) -> tuple[Line, Message]:
    """What an attempt makes of the line and the message. `waits`: seconds, as in the catalogue."""
    if one.was_taken:
        done = line.dealt_with() if message.state is State.DEAD else line
        return _past(done, message.sequence), message.tried(one, State.DELIVERED)
    if one.wants_no_more:
        gone = replace(line, state=LineState.PAUSED, why="gone")
        return gone, message.tried(one, message.state)
    most = min(REFUSED_MOST, len(waits) + 1) if one.was_refused else len(waits) + 1
    vain = line.vain + 1
    if vain < most:
        waiting = replace(line, vain=vain, due_at=now + waits[vain - 1])
        return waiting, message.tried(one, message.state)
    return _given_up(line, message, one)


def _given_up(line: Line, message: Message, one: Try) -> tuple[Line, Message]:
    is_new = message.state is State.WAITING
    after = replace(_past(line, message.sequence), dead=line.dead + is_new)
    if not one.was_refused:
        after = replace(after, state=LineState.PAUSED, why="down")
    state = State.DEAD if is_new else message.state
    return after, message.tried(one, state)


def _past(line: Line, sequence: int) -> Line:
    again = tuple(n for n in line.again if n != sequence)
    return replace(line, again=again, sent=max(line.sent, sequence), vain=0, due_at=0)
