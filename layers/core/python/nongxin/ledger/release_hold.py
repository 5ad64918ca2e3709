"""Release a hold (解冻): what is left of it is the owner's to spend again."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.value import value
from nongxin.ledger import holds
from nongxin.ledger.line import Entry
from nongxin.ledger.post import Books
from nongxin.ledger.store import JournalRecord


@value
class ReleaseHold:
    account_id: str
    hold_id: str


def release_hold(command: ReleaseHold, key: CommandKey, books: Books) -> Outcome:
    """Answers what was released. Raises Missing, HoldNotActive (also the second time)."""
    before = books.accounts.get(command.account_id)
    moment = books.moment(before.entity, key, "RELEASE")
    hold = holds.find(before.active_holds(moment.at), command.hold_id)
    after = before.released(hold.id, moment)
    answer = {"hold_id": hold.id, "released_fen": hold.amount_fen}
    until = books.calendar.good_until(before.entity)
    write = books.accounts.add(Entry(after, "release", 0, moment))
    return Outcome(answer, [write], JournalRecord(), until)
