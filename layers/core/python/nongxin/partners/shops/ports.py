"""What the use cases of shops are given."""

from __future__ import annotations

from typing import Protocol

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Answer
from nongxin.kernel.value import value
from nongxin.lending.payouts.payout import PayoutName
from nongxin.partners.inbound.inbox_store import Inbox
from nongxin.partners.shops.shop_store import Shops
from nongxin.partners.shops.stuck_store import StuckPayouts


class Payees(Protocol):
    """Accounts with the bank, as far as payouts need them."""

    def account_of(self, id_no: str, account_no: str) -> str | None:
        """The id of the account with this number, if it is open and this very person's."""
        ...

    def lent_for(self, application_id: str) -> int | None:
        """What an application's loan has paid its seller, fen; None while that is open."""
        ...

    def account_named(self, account_no: str) -> str | None:
        """The id of the open account with this number, whosever it is."""
        ...


class PlatformFunds(Protocol):
    """A platform's money in the ledger, as far as its payouts move it."""

    def settle(self, name: PayoutName, source: str, payee: str, amount_fen: int) -> Answer:
        """`repaid_fen` to loans and `paid_fen` to the payee; the first answer to every repeat."""
        ...


@value
class InboundParts:
    inbox: Inbox
    shops: Shops
    payees: Payees
    clock: Clock

    @property
    def stuck(self) -> StuckPayouts:
        return StuckPayouts(self.shops.storage)
