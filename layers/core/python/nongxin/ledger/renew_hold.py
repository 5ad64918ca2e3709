"""Renew a hold (续冻) before it ends: another end, the same amount and place among the others."""

from __future__ import annotations

from datetime import datetime

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.value import value
from nongxin.ledger import holds
from nongxin.ledger.line import Entry
from nongxin.ledger.place_hold import whole_second
from nongxin.ledger.post import Books
from nongxin.ledger.store import JournalRecord


@value
class RenewHold:
    account_id: str
    hold_id: str
    ends_at: datetime


def renew_hold(command: RenewHold, key: CommandKey, books: Books) -> Outcome:
    """Answers what is still held. Raises Missing, HoldNotActive, HoldOver, AccountNotOpen."""
    before = books.accounts.get(command.account_id)
    moment = books.moment(before.entity, key, "RENEWAL")
    ends_at = whole_second(command.ends_at, before.time(moment.at))
    hold = holds.find(before.active_holds(moment.at), command.hold_id)
    after = before.renewed(hold.id, ends_at, moment)
    answer = {"hold_id": hold.id, "account_id": before.id, "amount_fen": hold.amount_fen}
    until = books.calendar.good_until(before.entity)
    write = books.accounts.add(Entry(after, "renew", 0, moment))
    return Outcome(answer, [write], JournalRecord(), until)
