"""Check a card's PIN: the block goes to the security module as it came, five tries a day (S4)."""

from __future__ import annotations

from contextlib import suppress

from nongxin.kernel.records import StaleRecord
from nongxin.ledger.account import Account
from nongxin.payments.held_card import LOST, CardHeld, CardLost
from nongxin.payments.order import Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import PinLocked, WrongPin

MOST_MISSES = 5
_RETRY_S = 3600
QUESTIONS = ("balance", "history", "ask")


def check_pin(order: Order, account: Account, number: str, parts: PaymentParts) -> None:
    """Raises CardLost, CardHeld, PinLocked, WrongPin, or Busy where the security module gives no
    answer. A question is answered for a card that a rule stopped, too; for a lost one none is.
    """
    misses, held = parts.held.standing(account.id, parts.today)
    if held is not None and held.rule == LOST:
        raise CardLost()
    if held is not None and held.rule and order.service.action not in QUESTIONS:
        raise CardHeld(rule=held.rule)
    if misses >= MOST_MISSES:
        raise PinLocked(retry_after_s=_RETRY_S)
    if parts.pins.is_right(number, order.typed.of("pin"), order.number.terminal.id):
        return
    raise count_wrong(account, parts)


def count_wrong(account: Account, parts: PaymentParts) -> WrongPin:
    return WrongPin(left=MOST_MISSES - count_miss(account.id, parts))


def count_miss(of: str, parts: PaymentParts) -> int:
    """How many there are today; two at once are two."""
    while True:
        with suppress(StaleRecord):
            return parts.payments.count_miss(of, parts.today)
