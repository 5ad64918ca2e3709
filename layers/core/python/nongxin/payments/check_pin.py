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
QUESTIONS = ("balance", "history", "ask")
CARE_LOST = "lost"


def check_pin(order: Order, account: Account, number: str, parts: PaymentParts) -> None:
    """Raises CardLost, CardHeld, PinLocked, WrongPin, or Busy where the security module gives no
    answer.
    """
    check_card(order, account, parts)
    if not parts.pins.is_right(number, order.typed.of("pin"), order.number.terminal.id):
        raise count_wrong(account, parts)


def check_card(order: Order, account: Account, parts: PaymentParts) -> None:
    """Raises CardLost, CardHeld, PinLocked. A card that a rule stopped answers questions, and may
    be reported lost; one that was reported does nothing more.
    """
    misses, held = parts.held.standing(account.id, parts.today)
    if held is not None and held.rule == LOST:
        raise CardLost()
    is_harmless = order.service.action in QUESTIONS or order.typed.of("care") == CARE_LOST
    if held is not None and held.rule and not is_harmless:
        raise CardHeld(rule=held.rule)
    if misses >= MOST_MISSES:
        raise PinLocked()


def count_wrong(account: Account, parts: PaymentParts) -> WrongPin:
    return WrongPin(left=MOST_MISSES - count_miss(account.id, parts))


def count_miss(of: str, parts: PaymentParts) -> int:
    """How many there are today; two at once are two."""
    while True:
        with suppress(StaleRecord):
            return parts.payments.count_miss(of, parts.today)
