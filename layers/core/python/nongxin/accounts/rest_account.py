"""Let an account rest (转睡眠户) that its owner has not used for long, and has little on it."""

from __future__ import annotations

from datetime import date, timedelta

from nongxin.accounts.interest.settle_interest import INTEREST
from nongxin.catalog.protection import DormancyRule, dormancy_rules
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint
from nongxin.kernel.errors import Conflict
from nongxin.kernel.ids import county_of
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.post import Books

RESTS = "DORMANT"
# What the bank does by itself; everything else on an account is its owner's doing.
_BANKS_OWN = frozenset({INTEREST, RESTS, "HOLD", "RELEASE", "RENEWAL", "DEDUCTION", "REVERSAL"})


class NotDormant(Conflict):
    code = "account-not-dormant"
    zh = "账户不符合睡眠户条件"
    en = "The account is in use, or too much is on it to rest"


def resting_key(account_id: str, last_used: date) -> CommandKey:
    """Once for each time that it was used last."""
    name = f"{account_id}:{last_used}"
    return CommandKey("accounts.rest", "bank", county_of(account_id), name, fingerprint(name))


def last_used(account: Account, books: Books) -> date:
    """The business date of the last entry that the owner made, opening and waking included."""
    for record in books.accounts.back_from(account.id, account.seq):
        if str(record.text) not in _BANKS_OWN:
            return date.fromisoformat(str(record.booking_date))
    raise NotDormant()  # never: every account was opened


def rest_account(account_id: str, key: CommandKey, books: Books) -> Outcome:
    """Answers the new state. Money may still come in; nothing goes out until it is woken.

    Raises Missing, NotDormant.
    """
    account = books.accounts.get(account_id)
    if not may_rest(account, books):
        raise NotDormant()
    return change_state(ChangeState(account_id, AccountState.DORMANT, RESTS), key, books)


def may_rest(account: Account, books: Books) -> bool:
    rule = dormancy_rules().get(account.kind_code)
    if rule is None or account.state is not AccountState.OPEN or _is_much(account, rule, books):
        return False
    idle = books.day(account.entity).today - last_used(account, books)
    return idle >= timedelta(days=rule.idle_days)


def _is_much(account: Account, rule: DormancyRule, books: Books) -> bool:
    """More than the rule says, or something on it is promised to somebody."""
    held = account.active_holds(books.calendar.clock.now())
    return account.balance_fen > rule.most_fen or bool(held)
