"""Place a hold (冻结): so much of an account is promised, until a moment."""

from __future__ import annotations

from datetime import datetime

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.ledger.holds import Hold
from nongxin.ledger.line import Entry
from nongxin.ledger.post import Books
from nongxin.ledger.posting import check_amount
from nongxin.ledger.store import JournalRecord

_ID_CHARACTERS = 16


class HoldOver(Rule):
    code = "hold-ends-in-the-past"
    zh = "冻结到期时间须晚于当前时间"
    en = "A hold ends later than now"


@value
class PlaceHold:
    """`ends_at` None: until it is released. `forced`: for an authority, see Hold."""

    account_id: str
    amount_fen: int
    ends_at: datetime | None = None
    forced: bool = False


def whole_second(ends_at: datetime, now: datetime) -> int:
    """The end of a hold in epoch seconds, of which 0 would be "never". Raises HoldOver."""
    second = int(ends_at.timestamp())
    if second <= max(now.timestamp(), 0):
        raise HoldOver()
    return second


def place_hold(command: PlaceHold, key: CommandKey, books: Books) -> Outcome:
    """Answers the hold's id, which follows from the key: a refused hold has none that works.

    Raises Missing, InsufficientFunds, TooManyHolds, HoldOver, BadAmount, AccountNotOpen.
    """
    check_amount(command.amount_fen)
    before = books.accounts.get(command.account_id)
    moment = books.moment(before.entity, key, "HOLD")
    ends_at = whole_second(command.ends_at, before.time(moment.at)) if command.ends_at else 0
    hold = Hold(key.digest[:_ID_CHARACTERS], command.amount_fen, ends_at, command.forced)
    write = books.accounts.add(Entry(before.held(hold, moment), "hold", 0, moment))
    answer = {"hold_id": hold.id, "account_id": before.id, "amount_fen": hold.amount_fen}
    until = books.calendar.good_until(before.entity)
    return Outcome(answer, [write], JournalRecord(), until)
