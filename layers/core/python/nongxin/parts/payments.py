"""The parts of payments: transfers, reversals, other banks, and the watch over them (aml)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.accounts import AccountParts

if TYPE_CHECKING:
    from nongxin.accounts.holds.payment_hold_store import DynamoPaymentHolds
    from nongxin.accounts.interbank.interbank_store import DynamoOrders
    from nongxin.accounts.interbank.settle_interbank import NetworkParts
    from nongxin.accounts.ports import Names, PayingParts, StepUps
    from nongxin.accounts.reversals.reversal_store import DynamoReversals
    from nongxin.accounts.transfers.payment_store import DynamoPayments
    from nongxin.aml.conclude_flag import ReviewParts
    from nongxin.aml.review_store import DynamoReviews
    from nongxin.aml.store import DynamoFlows


class PaymentParts(AccountParts):
    if TYPE_CHECKING:  # of other contexts: joined in `parts`

        @property
        def persons(self) -> Names: ...

        @property
        def step_ups(self) -> StepUps: ...

    @cached_property
    def payments(self) -> DynamoPayments:
        from nongxin.accounts.transfers.payment_store import DynamoPayments

        return DynamoPayments(self.storage, self.vault)

    @cached_property
    def paying(self) -> PayingParts:
        from nongxin.accounts.ports import PayingParts

        return PayingParts(
            accounts=self.accounts,
            payments=self.payments,
            payees=self.payees,
            tiers=self.tier_parts,
            names=self.persons,
            step_ups=self.step_ups,
            calendar=self.calendar,
            suspense=self.suspense,
        )

    @cached_property
    def payment_holds(self) -> DynamoPaymentHolds:
        from nongxin.accounts.holds.payment_hold_store import DynamoPaymentHolds

        return DynamoPaymentHolds(self.storage)

    @cached_property
    def reversals(self) -> DynamoReversals:
        from nongxin.accounts.reversals.reversal_store import DynamoReversals

        return DynamoReversals(self.storage, self.vault)

    @cached_property
    def orders(self) -> DynamoOrders:
        from nongxin.accounts.interbank.interbank_store import DynamoOrders

        return DynamoOrders(self.storage, self.vault)

    @cached_property
    def network(self) -> NetworkParts:
        from nongxin.accounts.interbank.gateways import HttpNetwork
        from nongxin.accounts.interbank.settle_interbank import NetworkParts
        from nongxin.kernel.outgoing import Partner

        gateway = HttpNetwork(Partner("network", self.settings.network_url))
        return NetworkParts(self.orders, self.paying, gateway, self.post_money)

    @cached_property
    def flows(self) -> DynamoFlows:
        from nongxin.aml.store import DynamoFlows

        return DynamoFlows(self.storage)

    @cached_property
    def reviews(self) -> DynamoReviews:
        from nongxin.aml.review_store import DynamoReviews

        return DynamoReviews(self.storage, self.vault)

    @cached_property
    def reviewing(self) -> ReviewParts:
        from nongxin.aml.conclude_flag import ReviewParts

        return ReviewParts(self.flows, self.reviews, self.clock)
