"""The parts of the ledger and of the accounts context; `parts` joins them with the others'."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.ground import Ground
from nongxin.kernel.numbers import Numbers

if TYPE_CHECKING:
    from nongxin.accounts.find_payee import PayeeParts
    from nongxin.accounts.open_account import OpeningParts
    from nongxin.accounts.store import DynamoAccounts
    from nongxin.accounts.tier_limits import TierParts
    from nongxin.accounts.tier_store import DynamoHoldings
    from nongxin.ledger.post import Books
    from nongxin.ledger.store import LedgerAccounts


class AccountParts(Ground):
    @cached_property
    def ledger(self) -> LedgerAccounts:
        from nongxin.ledger.store import LedgerAccounts

        return LedgerAccounts(self.storage)

    @cached_property
    def books(self) -> Books:
        from nongxin.ledger.post import Books

        return Books(self.ledger, self.calendar)

    @cached_property
    def accounts(self) -> DynamoAccounts:
        from nongxin.accounts.store import DynamoAccounts

        return DynamoAccounts(self.storage)

    @cached_property
    def opening(self) -> OpeningParts:
        from nongxin.accounts.open_account import OpeningParts
        from nongxin.accounts.store import AccountNumbers

        numbers = Numbers(self.storage, AccountNumbers)
        return OpeningParts(
            accounts=self.accounts,
            ledger=self.ledger,
            numbers=numbers,
            directory=self.directory,
            vault=self.vault,
            calendar=self.calendar,
            holdings=self.holdings,
            uses=self.tier_parts.uses,
        )

    @cached_property
    def holdings(self) -> DynamoHoldings:
        from nongxin.accounts.tier_store import DynamoHoldings

        return DynamoHoldings(self.storage)

    @cached_property
    def tier_parts(self) -> TierParts:
        from nongxin.accounts.tier_limits import TierParts
        from nongxin.accounts.tier_store import DynamoTierUses

        return TierParts(self.ledger, DynamoTierUses(self.storage))

    @cached_property
    def payees(self) -> PayeeParts:
        from nongxin.accounts.find_payee import PayeeParts

        return PayeeParts(self.directory, self.vault, self.ledger)
