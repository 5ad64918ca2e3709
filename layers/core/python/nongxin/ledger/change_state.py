"""Change what may be booked on an account (止付, 冻结, 久悬, 恢复, 销户)."""

from __future__ import annotations

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.value import value
from nongxin.ledger.account import AccountState
from nongxin.ledger.line import Entry
from nongxin.ledger.post import Books
from nongxin.ledger.store import JournalRecord


@value
class ChangeState:
    """`text` is the code that the statement shows for it."""

    account_id: str
    state: AccountState
    text: str


def change_state(command: ChangeState, key: CommandKey, books: Books) -> Outcome:
    """Raises Missing, StateNotAllowed (to close: nothing may be on the account or held)."""
    before = books.accounts.get(command.account_id)
    moment = books.moment(before.entity, key, command.text)
    after = before.turned(command.state, moment)
    answer = {"account_id": before.id, "state": after.state.value}
    until = books.calendar.good_until(before.entity)
    write = books.accounts.add(Entry(after, "state", 0, moment))
    return Outcome(answer, [write], JournalRecord(), until)
