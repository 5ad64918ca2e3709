"""What the use cases of payments are given, and the contexts that they turn to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Answer, CommandKey, Done, Outcome
from nongxin.kernel.identity import Principal
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Write
from nongxin.kernel.value import value
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books
from nongxin.ledger.posting import Posting
from nongxin.payments.gateways import Gateways, PinCheck
from nongxin.payments.held_store import DynamoHeldCards
from nongxin.payments.order import Order
from nongxin.payments.store import DynamoPayments
from nongxin.stations.station import Station


class StepUps(Protocol):
    def proof(self, token: str, person_id: str, digest: str) -> str:
        """Raises StepUpNeeded."""
        ...


class OwnAccounts(Protocol):
    """The accounts context, as far as payments need it."""

    def owned(self, account_id: str, by: Principal) -> Account:
        """The caller's own; raises Missing."""
        ...

    def by_number(self, number: str) -> Account:
        """Raises NoSuchCard."""
        ...

    def check_name(self, account: Account, name: str) -> None:
        """Raises PayeeNotMatched."""
        ...

    def is_owner(self, account: Account, id_no: str) -> bool: ...

    def counted(self, posting: Posting, parties: Sequence[Account]) -> list[Write]:
        """The counts of Ⅱ and Ⅲ class accounts; raises their limits."""
        ...

    def suspended(self, account: Account, amount_fen: int, source: str) -> tuple[str, Write]:
        """The suspense account, and the row for money that this account cannot take."""
        ...


# Services that are another context's use case: what it makes of the order, under our key. The
# account is the card's, None for a service without one.
OwnAct = Callable[[Order, Account | None, CommandKey], Outcome]
OwnAnswer = Callable[[Order, Account], Answer]


@value
class OwnActs:
    """By the action of the service's row."""

    acts: Mapping[str, OwnAct]
    answers: Mapping[str, OwnAnswer]


@value
class PaymentParts:
    """`operates`: whether an operator of a legal entity has a way in, by the access context."""

    payments: DynamoPayments
    own: OwnAccounts
    own_acts: OwnActs
    books: Books
    gateways: Gateways
    pins: PinCheck
    held: DynamoHeldCards
    step_ups: StepUps
    station: Callable[[str], Station]
    operates: Callable[[str, str], bool]
    post: Callable[[CommandKey, Callable[[], Outcome]], Done]
    vault: Vault
    clock: Clock

    @property
    def today(self) -> date:
        return self.clock.today()
