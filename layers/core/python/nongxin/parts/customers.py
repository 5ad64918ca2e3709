"""The parts of customers and their data: persons, archives, views, subsidies, the audit trail."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.books import BookParts

if TYPE_CHECKING:
    from nongxin.archives.store import Households
    from nongxin.audit.check_trails import CheckingParts
    from nongxin.audit.record_reading import AuditParts
    from nongxin.customers.register_customer import RegistrationParts
    from nongxin.customers.requests.request_store import Dues
    from nongxin.customers.store import Persons
    from nongxin.customers.subsidies.load_payouts import LoadingParts
    from nongxin.customers.subsidies.payout_store import Payouts
    from nongxin.customers.view.follow_archive import FollowingParts
    from nongxin.customers.view.household_store import HouseholdViews
    from nongxin.customers.view.view_store import Views


class CustomerParts(BookParts):
    @cached_property
    def persons(self) -> Persons:
        from nongxin.customers.store import Persons

        return Persons(self.storage, self.directory, self.vault)

    @cached_property
    def registration(self) -> RegistrationParts:
        from nongxin.customers.register_customer import RegistrationParts

        return RegistrationParts(self.persons, self.directory, self.vault, self.clock)

    @cached_property
    def views(self) -> Views:
        from nongxin.customers.view.view_store import Views

        return Views(self.storage, self.persons, self.vault)

    @cached_property
    def household_views(self) -> HouseholdViews:
        from nongxin.customers.view.household_store import HouseholdViews

        return HouseholdViews(self.storage, self.vault)

    @cached_property
    def following_archives(self) -> FollowingParts:
        from nongxin.customers.view.follow_archive import FollowingParts

        households = self.households
        return FollowingParts(self.views, self.household_views, households.live_of_now, self.clock)

    @cached_property
    def subsidy_histories(self) -> Payouts:
        from nongxin.customers.subsidies.payout_store import Payouts

        return Payouts(self.storage, self.vault)

    @cached_property
    def loading_payouts(self) -> LoadingParts:
        from nongxin.customers.subsidies.load_payouts import LoadingParts

        return LoadingParts(
            self.subsidy_histories, self.persons, self.views, self.households.live_of, self.clock
        )

    @cached_property
    def dues(self) -> Dues:
        from nongxin.customers.requests.request_store import Dues

        return Dues(self.storage)

    @cached_property
    def auditing(self) -> AuditParts:
        from nongxin.audit.record_reading import AuditParts
        from nongxin.audit.store import DynamoTrail

        return AuditParts(DynamoTrail(self.storage), self.vault, self.clock)

    @cached_property
    def audit_checking(self) -> CheckingParts:
        from nongxin.audit.check_trails import CheckingParts

        return CheckingParts(self.auditing.trail, self.vault, self.evidence)

    @cached_property
    def households(self) -> Households:
        from nongxin.archives.store import Households

        return Households(self.storage, self.directory, self.vault)
