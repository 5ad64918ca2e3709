"""The parts of loans once they are lent: servicing, adjustments, the day close of loans."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.books import BookParts

if TYPE_CHECKING:
    from nongxin.customers.store import Persons
    from nongxin.lending.adjustments.propose_adjustment import AdjustingParts
    from nongxin.lending.aftercare.care_store import DynamoCares
    from nongxin.lending.aftercare.claims.claim_compensation import ClaimParts
    from nongxin.lending.aftercare.claims.settle_subsidies import SubsidyParts
    from nongxin.lending.aftercare.close_loans import CountyParts
    from nongxin.lending.aftercare.reporting.build_batches import ReportingParts
    from nongxin.lending.applications.store import DynamoApplications
    from nongxin.lending.intakes.take_intake import IntakeParts
    from nongxin.lending.loans.loan_store import DynamoLoans
    from nongxin.lending.loans.ports import ServicingParts
    from nongxin.lending.payouts.settle_from_payout import PayoutParts


class LoanParts(BookParts):
    if TYPE_CHECKING:  # of another context: joined in `parts`

        @property
        def persons(self) -> Persons: ...

    @cached_property
    def applications(self) -> DynamoApplications:
        from nongxin.lending.applications.store import DynamoApplications

        return DynamoApplications(self.storage, self.vault)

    @cached_property
    def loans(self) -> DynamoLoans:
        from nongxin.catalog.calendar import is_workday
        from nongxin.lending.loans.loan_store import DynamoLoans

        return DynamoLoans(self.storage, is_workday)

    @cached_property
    def servicing(self) -> ServicingParts:
        from nongxin.catalog.calendar import is_workday
        from nongxin.lending.loans.ports import ServicingParts

        return ServicingParts(self.loans, self.ledger, self.calendar, is_workday)

    @cached_property
    def adjusting(self) -> AdjustingParts:
        from nongxin.lending.adjustments.adjustment_store import DynamoAdjustments
        from nongxin.lending.adjustments.propose_adjustment import AdjustingParts

        return AdjustingParts(DynamoAdjustments(self.storage, self.vault), self.servicing)

    @cached_property
    def partner_payouts(self) -> PayoutParts:
        from nongxin.lending.payouts.payout_store import DynamoPayouts
        from nongxin.lending.payouts.settle_from_payout import PayoutParts

        settled = DynamoPayouts(self.storage)
        return PayoutParts(settled, self.applications, self.servicing, self.post_money)

    @cached_property
    def cares(self) -> DynamoCares:
        from nongxin.lending.aftercare.care_store import DynamoCares

        return DynamoCares(self.storage)

    @cached_property
    def intaking(self) -> IntakeParts:
        from nongxin.lending.intakes.intake_store import DynamoIntakes
        from nongxin.lending.intakes.take_intake import IntakeParts

        return IntakeParts(DynamoIntakes(self.storage, self.vault), self.persons, self.clock)

    @cached_property
    def fund_claiming(self) -> ClaimParts:
        from nongxin.lending.aftercare.claims.claim_compensation import ClaimParts
        from nongxin.lending.aftercare.claims.claim_store import DynamoFundClaims

        return ClaimParts(DynamoFundClaims(self.storage), self.servicing)

    @cached_property
    def subsidies_claimed(self) -> SubsidyParts:
        from nongxin.lending.aftercare.claims.claim_store import DynamoSubsidyClaims
        from nongxin.lending.aftercare.claims.settle_subsidies import SubsidyParts

        return SubsidyParts(DynamoSubsidyClaims(self.storage), self.books, self.post_money)

    @cached_property
    def reporting(self) -> ReportingParts:
        from nongxin.lending.aftercare.day_sum_store import DynamoDaySums
        from nongxin.lending.aftercare.reporting.build_batches import ReportingParts
        from nongxin.lending.aftercare.reporting.credit_batch_store import DynamoCreditBatches
        from nongxin.lending.aftercare.reporting.credit_row_store import DynamoCreditRows

        rows, batches = DynamoCreditRows(self.storage), DynamoCreditBatches(self.storage)
        return ReportingParts(self.storage, DynamoDaySums(self.storage), rows, batches)

    def closing_loans(self, must_stop: Callable[[], bool]) -> CountyParts:
        from nongxin.lending.aftercare.close_loan import CareParts
        from nongxin.lending.aftercare.close_loans import CountyParts
        from nongxin.lending.aftercare.day_sum_store import DynamoDaySums
        from nongxin.lending.aftercare.reporting.credit_row_store import DynamoCreditRows

        care = CareParts(
            storage=self.storage,
            cares=self.cares,
            credit_rows=DynamoCreditRows(self.storage),
            applications=self.applications,
            servicing=self.servicing,
            fund_claims=self.fund_claiming.claims,
            subsidy_claims=self.subsidies_claimed.claims,
            post=self.post_money,
            clock=self.clock,
        )
        sums = DynamoDaySums(self.storage)
        return CountyParts(self.days, sums, care, self.books, must_stop)
