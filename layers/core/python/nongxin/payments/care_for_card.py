"""Care for a card (A15): stop one that is lost (口头挂失), or give it another PIN.

Neither touches the account. A lost card is stopped at stations, which are the only places where our
cards are used; staff release it once its owner has come. A PIN is changed in the security module
out of two blocks that we never open, under the order's own number: a repeat changes nothing.
"""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.events import outbox
from nongxin.ledger.account import Account
from nongxin.ledger.store import JournalRecord
from nongxin.payments.check_pin import (
    CARE_LOST,
    check_card,
    check_pin,
    count_miss,
    count_wrong,
)
from nongxin.payments.events import CardCaredFor
from nongxin.payments.held_card import LOST, HeldCard
from nongxin.payments.move_own import made_here, receipt
from nongxin.payments.order import Order
from nongxin.payments.ports import PaymentParts
from nongxin.payments.problems import FieldWrong, NotTheOwner

_NEW_PIN = "new_pin"


def check_care(order: Order, parts: PaymentParts) -> Account:
    """The card's account, after all that needs no transaction was looked at.

    Whose ID number it is not is counted as a wrong PIN is: nobody learns it by trying. Raises
    FieldWrong, NoSuchCard, CardLost, CardHeld, PinLocked, WrongPin, NotTheOwner.
    """
    number, new_pin = order.typed.of("card_no"), order.typed.of(_NEW_PIN)
    if (order.typed.of("care") == "pin_change") != bool(new_pin):
        raise FieldWrong(field=_NEW_PIN, why="unknown" if new_pin else "missing")
    account = parts.own.by_number(number)
    if new_pin:  # the module looks at the old one as it changes it; in a repeat it is gone
        check_card(order, account, parts)
    else:
        check_pin(order, account, number, parts)
    if not parts.own.is_owner(account, order.typed.of("id_no")):
        count_miss(account.id, parts)
        raise NotTheOwner()
    return account


def care_for_card(order: Order, account: Account, parts: PaymentParts) -> Outcome:
    """Raises WrongPin, or Busy where the security module gives no answer."""
    care, writes = order.typed.of("care"), []
    if care == CARE_LOST:
        before, now = parts.held.get(account.id), parts.clock.now()
        version = before.version if before else 0
        stop = HeldCard(account.id, LOST, order.station.id, now, version=version)
        writes = [parts.held.save(stop)]
    elif not parts.pins.change(order.typed, f"{order.number.terminal.id}-{order.number.text}"):
        raise count_wrong(account, parts)
    told = CardCaredFor(
        county=order.station.county,
        station_id=order.station.id,
        number=order.number.text,
        account_id=account.id,
        owner=account.owner,
        care=care,
    )
    row = JournalRecord()
    row.events = outbox([told, made_here(order)], parts.clock)
    return Outcome(receipt(order, 0, parts), writes, row)
