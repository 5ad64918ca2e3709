"""Holds (冻结/圈存): money that stays on the account and is promised to somebody, until a moment.

Active holds stand on the latest entry, so that a hold is taken, used and released under the same
condition as the balance. A hold's end counts by the clock, whether or not anything has run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value

# Ten fit into the first KB of an entry, beyond it a posting costs more (measured in a test).
MOST_HOLDS = 50
# So many more only an authority may place: nobody keeps one off by filling the account with holds.
LEFT_TO_AUTHORITIES = 20
_NEVER = 0


class HoldNotActive(Conflict):
    """It was refused, released, used up or has ended; or it never was."""

    code = "hold-not-active"
    zh = "该冻结不存在、已解除、已用完或已到期"
    en = "There is no such active hold: it was refused, released, used up or has ended"


class HoldExceeded(Rule):
    code = "hold-exceeded"
    zh = "超过冻结余额，尚余{left_yuan}元"
    en = "More than is held: CNY {left_yuan} are left"


class TooManyHolds(Rule):
    code = "too-many-holds"
    zh = "该账户的冻结已达{most}笔"
    en = "The account has {most} holds already"


@value
class Hold:
    """`ends_at`: epoch seconds, 0 for never. `forced`: by an authority (司法冻结), not a payment:
    it may ask for more than there is (轮候) and is executed on a frozen account too (扣划)."""

    id: str
    amount_fen: int
    ends_at: int = _NEVER
    forced: bool = False

    def is_active(self, now: datetime) -> bool:
        return self.ends_at == _NEVER or now.timestamp() < self.ends_at


def active(holds: Sequence[Hold], now: datetime) -> tuple[Hold, ...]:
    return tuple(hold for hold in holds if hold.is_active(now))


def total_fen(holds: Sequence[Hold]) -> int:
    return sum(hold.amount_fen for hold in holds)


def check_room(holds: Sequence[Hold], new: Hold) -> None:
    """Whether one more may stand beside the active ones. Raises TooManyHolds."""
    most = MOST_HOLDS + (LEFT_TO_AUTHORITIES if new.forced else 0)
    if len(holds) >= most:
        raise TooManyHolds(most=most)


def find(holds: Sequence[Hold], hold_id: str) -> Hold:
    """Raises HoldNotActive. `holds` are the active ones."""
    for hold in holds:
        if hold.id == hold_id:
            return hold
    raise HoldNotActive()


def taken(holds: Sequence[Hold], used: Hold, amount_fen: int, *, last: bool) -> tuple[Hold, ...]:
    """The holds after part of one was used; with `last` the rest is released. Raises
    HoldExceeded.
    """
    left = used.amount_fen - amount_fen
    if left < 0:
        raise HoldExceeded(left_fen=used.amount_fen)
    rest = () if last or not left else (replace(used, amount_fen=left),)
    return tuple(each for hold in holds for each in (rest if hold.id == used.id else (hold,)))


def ahead_of(holds: Sequence[Hold], used: Hold) -> int:
    """What is held by those that came first (轮候: first come, first served), in fen."""
    return total_fen(holds[: [hold.id for hold in holds].index(used.id)])


def to_text(holds: Sequence[Hold]) -> str:
    """Compact, in order: `id:fen:end` or `id:fen:end:F`, separated by spaces."""
    if not holds:
        return ""  # as ever: asked twice for every entry
    return " ".join(
        f"{h.id}:{h.amount_fen}:{h.ends_at}" + (":F" if h.forced else "") for h in holds
    )


def from_text(text: str) -> tuple[Hold, ...]:
    return tuple(_parsed(word.split(":")) for word in text.split())


def _parsed(words: Sequence[str]) -> Hold:
    return Hold(words[0], int(words[1]), int(words[2]), len(words) > 3)
