"""What the payments context publishes."""

from __future__ import annotations

from nongxin.kernel.events import Event
from nongxin.kernel.value import value


@value(kw_only=True)
class PaymentMade(Event):
    """A service was done. `number` is the terminal's date and trace number; by phone it is
    empty, and `terminal_id` the customer. `cash`: N, IN (to the
    shop) or OUT. `account_id` is the customer's that was moved, or empty, `entity` its legal
    entity; `payee_id` is the customer's that was paid.
    """

    terminal_id: str
    number: str
    service: str
    amount_fen: int
    fee_fen: int
    cash: str
    entity: str
    account_id: str
    payee_id: str


@value(kw_only=True)
class PaymentTakenBack(Event):
    """Reversed or voided: what PaymentMade told under this number moves nothing any more."""

    terminal_id: str
    number: str
    service: str
    amount_fen: int


@value(kw_only=True)
class PaymentWatched(Event):
    """A payment met a rule of station_rules.csv. `effect`: refuse, hold or alert (it was done).
    `account_id` is the customer's, `owner` whose it is, `entity` its legal entity.
    """

    terminal_id: str
    station_id: str
    number: str
    service: str
    amount_fen: int
    rule: str
    effect: str
    entity: str
    account_id: str
    owner: str


@value(kw_only=True)
class CardCaredFor(Event):
    """`care`: lost (stopped at stations) or pin_change (changed in the security module)."""

    station_id: str
    number: str
    account_id: str
    owner: str
    care: str


@value(kw_only=True)
class PaymentExcepted(Event):
    """People have to look at it: the partner tells another amount, or a card was not written."""

    payment_id: str
    service: str
    amount_fen: int
    reason: str
