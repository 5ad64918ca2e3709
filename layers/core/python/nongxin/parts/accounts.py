"""The parts of the ledger and of the accounts context; `parts` joins them with the others'."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.kernel.numbers import Numbers
from nongxin.parts.ground import Ground

if TYPE_CHECKING:
    from nongxin.accounts.close_account import CloseParts
    from nongxin.accounts.insurance.count_insured import InsuredParts
    from nongxin.accounts.insurance.insurance_store import DynamoInsurance
    from nongxin.accounts.interest.accrue_county import AccruingParts
    from nongxin.accounts.interest.settle_county import CountyParts
    from nongxin.accounts.interest.settle_interest import InterestParts
    from nongxin.accounts.list_accounts import ListingParts
    from nongxin.accounts.measures.propose_measure import MeasureParts
    from nongxin.accounts.open_account import OpeningParts
    from nongxin.accounts.store import DynamoAccounts
    from nongxin.accounts.suspense.decide_payout import PayoutParts
    from nongxin.accounts.suspense.suspense_store import DynamoSuspense
    from nongxin.accounts.tend_county import TendParts
    from nongxin.accounts.tiers.tier_limits import TierParts
    from nongxin.accounts.tiers.tier_store import DynamoHoldings
    from nongxin.accounts.time_deposits.open_deposit import DepositParts
    from nongxin.accounts.transfers.find_payee import PayeeParts
    from nongxin.ledger.account import Account
    from nongxin.ledger.day_store import DynamoDays
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
        from nongxin.accounts.tiers.tier_store import DynamoHoldings

        return DynamoHoldings(self.storage)

    @cached_property
    def tier_parts(self) -> TierParts:
        from nongxin.accounts.tiers.tier_limits import TierParts
        from nongxin.accounts.tiers.tier_store import DynamoTierUses

        return TierParts(self.ledger, DynamoTierUses(self.storage), self.calendar)

    @cached_property
    def payees(self) -> PayeeParts:
        from nongxin.accounts.transfers.find_payee import PayeeParts

        return PayeeParts(self.directory, self.vault, self.ledger)

    @cached_property
    def listing(self) -> ListingParts:
        from nongxin.accounts.list_accounts import ListingParts

        return ListingParts(self.accounts, self.holdings, self.ledger, self.clock)

    @cached_property
    def interest(self) -> InterestParts:
        from nongxin.accounts.interest.interest_store import DynamoInterest
        from nongxin.accounts.interest.settle_interest import InterestParts

        return InterestParts(DynamoInterest(self.storage), self.books)

    def closing(self, repays_loan: Callable[[Account], bool]) -> CloseParts:
        from nongxin.accounts.close_account import CloseParts

        return CloseParts(self.interest, self.tier_parts, self.accounts, self.holdings, repays_loan)

    def settling(self, must_stop: Callable[[], bool]) -> CountyParts:
        from nongxin.accounts.interest.settle_county import CountyParts

        return CountyParts(self.days, self.interest, self.post_money, must_stop)

    @cached_property
    def days(self) -> DynamoDays:
        from nongxin.ledger.day_store import DynamoDays

        return DynamoDays(self.storage)

    @cached_property
    def suspense(self) -> DynamoSuspense:
        from nongxin.accounts.suspense.suspense_store import DynamoSuspense

        return DynamoSuspense(self.storage)

    @cached_property
    def payouts(self) -> PayoutParts:
        from nongxin.accounts.suspense.decide_payout import PayoutParts

        return PayoutParts(self.suspense, self.tier_parts)

    @cached_property
    def measuring(self) -> MeasureParts:
        from nongxin.accounts.measures.measure_store import DynamoMeasures
        from nongxin.accounts.measures.propose_measure import MeasureParts

        measures = DynamoMeasures(self.storage, self.vault)
        deposits = self.depositing.deposits
        return MeasureParts(measures, self.accounts, deposits, self.books, self.suspense)

    @cached_property
    def depositing(self) -> DepositParts:
        from nongxin.accounts.time_deposits.deposit_store import DynamoDeposits
        from nongxin.accounts.time_deposits.open_deposit import DepositParts

        return DepositParts(self.opening, DynamoDeposits(self.storage), self.books)

    def tending(self, must_stop: Callable[[], bool]) -> TendParts:
        from nongxin.accounts.tend_county import TendParts

        return TendParts(self.days, self.depositing, self.post_money, must_stop)

    def accruing(self, must_stop: Callable[[], bool]) -> AccruingParts:
        from nongxin.accounts.interest.accrual_store import DynamoAccruals
        from nongxin.accounts.interest.accrue_county import AccruingParts

        return AccruingParts(
            days=self.days,
            deposits=self.depositing.deposits,
            interest=self.interest,
            accruals=DynamoAccruals(self.storage),
            post=self.post_money,
            must_stop=must_stop,
        )

    @cached_property
    def insurance(self) -> DynamoInsurance:
        from nongxin.accounts.insurance.insurance_store import DynamoInsurance

        return DynamoInsurance(self.storage)

    @cached_property
    def insured(self) -> InsuredParts:
        from nongxin.accounts.insurance.count_insured import InsuredParts

        return InsuredParts(self.days, self.depositing.deposits, self.interest)
