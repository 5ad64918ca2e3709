"""Wake a dormant account (睡眠户激活): its owner comes to a counter and shows the ID card."""

from __future__ import annotations

from nongxin.accounts.reach import Owners
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Conflict, Rule
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.post import Books

WOKEN = "WOKEN"


class NotAsleep(Conflict):
    code = "account-not-asleep"
    zh = "账户不是睡眠户"
    en = "The account is not dormant"


class NotTheOwner(Rule):
    code = "not-the-owner"
    zh = "所出示的身份证件与账户所有人不符"
    en = "The ID card that was shown is not the owner's"


@value
class WakeAccount:
    """`id_no` as read off the card."""

    account: Account
    id_no: str


def wake_account(command: WakeAccount, key: CommandKey, owners: Owners, books: Books) -> Outcome:
    """Answers the new state. Raises NotTheOwner, NotAsleep."""
    account = books.accounts.get(command.account.id)
    if owners.id_by_id_no(command.id_no) != account.owner:
        raise NotTheOwner()
    if account.state is not AccountState.DORMANT:
        raise NotAsleep()
    return change_state(ChangeState(account.id, AccountState.OPEN, WOKEN), key, books)
