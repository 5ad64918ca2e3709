"""What the accounts context publishes."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class AccountOpened(Event):
    account_id: str
    owner: str
    entity: str
    kind: str


@value(kw_only=True)
class CashDeposited(Event):
    account_id: str
    entity: str
    amount_fen: int


@value(kw_only=True)
class CashWithdrawn(Event):
    account_id: str
    entity: str
    amount_fen: int


@value(kw_only=True)
class InterestPaid(Event):
    account_id: str
    entity: str
    interest_fen: int


@value(kw_only=True)
class AccountClosed(Event):
    account_id: str
    entity: str
    interest_fen: int


@value(kw_only=True)
class TransferMade(Event):
    """Within the bank; `payer` and `payee` are the owners, who may be the same person."""

    account_id: str
    payee_account_id: str
    payer: str
    payee: str
    entity: str
    payee_entity: str
    amount_fen: int


@value(kw_only=True)
class TransferReversed(Event):
    account_id: str
    payee_account_id: str
    entity: str
    amount_fen: int


@value(kw_only=True)
class MeasureExecuted(Event):
    """`amount_fen` 0: the whole account, or none of its own (renewal, lifting)."""

    account_id: str
    measure_id: str
    action: str
    authority: str
    amount_fen: int


@value(kw_only=True)
class DepositPaidOut(Event):
    account_id: str
    entity: str
    principal_fen: int
    interest_fen: int


@value(kw_only=True)
class InterbankEvent(Event):
    """A payment to another bank; `owner` pays."""

    order_id: str
    account_id: str
    owner: str
    entity: str
    amount_fen: int


@value(kw_only=True)
class InterbankRequested(InterbankEvent):
    """Its money is held and waits to be sent."""


@value(kw_only=True)
class InterbankSettled(InterbankEvent):
    """The other bank has it. `party` is a blind index of the payee's account there."""

    party: str


@value(kw_only=True)
class InterbankReturned(InterbankEvent):
    """It came back: before it was settled, or days after."""

    reached_account: bool


@value(kw_only=True)
class InterbankReceived(Event):
    """Money from another bank; `owner` takes it, `party` is a blind index of who paid."""

    account_id: str
    owner: str
    party: str
    entity: str
    amount_fen: int
