"""What the use cases of payouts are given, and the contexts that they turn to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.records import Write
from nongxin.kernel.uploads import Uploads
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books
from nongxin.ledger.posting import Posting
from nongxin.payments.subsidies.subsidy_file import SubsidyFile
from nongxin.payments.subsidies.subsidy_line import SubsidyLine
from nongxin.payments.subsidies.subsidy_store import DynamoSubsidies


class Payees(Protocol):
    """Whom accounts belong to, as the accounts and customers contexts know it."""

    def by_number(self, number: str) -> Account:
        """Raises Missing."""
        ...

    def stranger(self, account: Account, id_no: str, name: str) -> str:
        """Why the account is not that person's (not-the-owner, name-differs), or ""."""
        ...

    def counted(self, posting: Posting, parties: Sequence[Account]) -> list[Write]:
        """The counts of Ⅱ and Ⅲ class accounts; raises their limits."""
        ...


class Runs(Protocol):
    def start(self, file: SubsidyFile) -> None: ...


# Tells the payees' histories what was paid; safe to repeat.
Tell = Callable[[SubsidyFile, Sequence[SubsidyLine]], None]


@value
class SubsidyParts:
    files: DynamoSubsidies
    uploads: Uploads
    payees: Payees
    books: Books
    runs: Runs
    post: Callable[[CommandKey, Callable[[], Outcome]], Done]
    tell: Tell
    clock: Clock
