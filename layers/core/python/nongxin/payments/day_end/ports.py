"""What day end is given, and the contexts that it turns to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.value import value
from nongxin.ledger.post import Books
from nongxin.payments.day_end.day_store import DynamoDays
from nongxin.payments.day_end.difference import Line
from nongxin.payments.ports import OwnAccounts
from nongxin.payments.store import DynamoPayments


class SettlementFiles(Protocol):
    def lines(self, county: str, on: date) -> list[Line]:
        """Raises Busy or PartnerRefused."""
        ...


@value
class Shop:
    """A station as its terminals' day needs it."""

    station_id: str
    entity: str
    float_account: str


@value
class DayEndParts:
    """`shops` tells a county's stations by their terminals."""

    days: DynamoDays
    payments: DynamoPayments
    files: Callable[[str], SettlementFiles]
    books: Books
    own: OwnAccounts
    shops: Callable[[str], Mapping[str, Shop]]
    post: Callable[[CommandKey, Callable[[], Outcome]], Done]
    clock: Clock
