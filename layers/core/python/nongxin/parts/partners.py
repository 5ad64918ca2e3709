"""The parts of partners: platforms that send us webhooks and are sent ours."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.ground import Ground

if TYPE_CHECKING:
    from nongxin.accounts.ports import PayingParts
    from nongxin.archives.store import Households
    from nongxin.customers.store import Persons
    from nongxin.ledger.store import LedgerAccounts
    from nongxin.lending.applications.store import DynamoApplications
    from nongxin.lending.applications.submit_application import SubmittingParts
    from nongxin.lending.payouts.settle_from_payout import PayoutParts
    from nongxin.partners.inbound.inbox_store import Inbox
    from nongxin.partners.outbound.ports import NewsParts
    from nongxin.partners.partner_store import Partners
    from nongxin.partners.ports import EnrolParts
    from nongxin.partners.shops.decide_account import AccountParts
    from nongxin.partners.shops.link_shop import LinkParts
    from nongxin.partners.shops.link_store import Links
    from nongxin.partners.shops.ports import InboundParts
    from nongxin.partners.shops.shop_store import Shops
    from nongxin.parts.platform_credit import PlatformCredit
    from nongxin.parts.platform_money import PlatformMoney


class PartnerParts(Ground):
    if TYPE_CHECKING:  # of other contexts: joined in `parts`

        @property
        def paying(self) -> PayingParts: ...

        @property
        def submitting(self) -> SubmittingParts: ...

        @property
        def households(self) -> Households: ...

        @property
        def persons(self) -> Persons: ...

        @property
        def applications(self) -> DynamoApplications: ...

        @property
        def ledger(self) -> LedgerAccounts: ...

        @property
        def partner_payouts(self) -> PayoutParts: ...

    @cached_property
    def partners(self) -> Partners:
        from nongxin.partners.partner_store import Partners

        return Partners(self.storage, self.vault)

    @cached_property
    def enrolling_partners(self) -> EnrolParts:
        from nongxin.partners.ports import EnrolParts

        loopback = self.settings.callbacks_on_loopback == "yes"
        return EnrolParts(self.partners, self.directory, self.clock, loopback)

    @cached_property
    def inbox(self) -> Inbox:
        from nongxin.partners.inbound.inbox_store import Inbox

        return Inbox(self.storage, self.vault)

    @cached_property
    def shops(self) -> Shops:
        from nongxin.partners.shops.shop_store import Shops

        return Shops(self.storage, self.vault)

    @cached_property
    def platform_money(self) -> PlatformMoney:
        from nongxin.parts.platform_money import PlatformMoney

        return PlatformMoney(
            payees=self.paying.payees,
            persons=self.persons,
            applications=self.applications,
            ledger=self.ledger,
            payouts=self.partner_payouts,
        )

    @cached_property
    def platform_accounts(self) -> AccountParts:
        from nongxin.partners.shops.decide_account import AccountParts
        from nongxin.partners.shops.settlement_store import Settlements

        return AccountParts(Settlements(self.storage), self.platform_money, self.clock)

    @cached_property
    def hearing(self) -> InboundParts:
        from nongxin.partners.shops.ports import InboundParts

        return InboundParts(self.inbox, self.shops, self.platform_money, self.clock)

    @cached_property
    def partner_news(self) -> NewsParts:
        from nongxin.catalog.webhooks import retry_seconds
        from nongxin.kernel.callback import Callback
        from nongxin.partners.outbound.line_store import Lines
        from nongxin.partners.outbound.link_store import Links
        from nongxin.partners.outbound.ports import NewsParts

        loopback = self.settings.callbacks_on_loopback == "yes"
        return NewsParts(
            partners=self.partners,
            links=Links(self.storage),
            lines=Lines(self.storage),
            callback=Callback(loopback=loopback),
            clock=self.clock,
            waits=retry_seconds(),
            act=lambda key, act: self.perform_in("partners", key, act),
            loopback=loopback,
        )

    @cached_property
    def links(self) -> Links:
        from nongxin.partners.shops.link_store import Links

        return Links(self.storage)

    @cached_property
    def linking(self) -> LinkParts:
        from nongxin.partners.shops.link_shop import LinkParts

        return LinkParts(self.links, self.shops, self.clock)

    @cached_property
    def platform_credit(self) -> PlatformCredit:
        from nongxin.partners.credit.find_purchase import PurchaseParts
        from nongxin.parts.platform_credit import PlatformCredit

        return PlatformCredit(
            purchases=PurchaseParts(self.shops, self.links, self.platform_money),
            linking=self.linking,
            submitting=self.submitting,
            news=self.partner_news.links,
            persons=self.persons,
            household=self.households.live_of,
        )
