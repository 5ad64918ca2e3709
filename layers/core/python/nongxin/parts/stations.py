"""The parts of stations and of the payments that their terminals make."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from nongxin.parts.accounts import AccountParts

if TYPE_CHECKING:
    from nongxin.access.open_credential import CredentialParts
    from nongxin.accounts.ports import PayingParts
    from nongxin.customers.store import Persons
    from nongxin.kernel.outgoing import Partner
    from nongxin.lending.intakes.take_intake import IntakeParts
    from nongxin.lending.loans.ports import ServicingParts
    from nongxin.parts.operators import OperatorLogins
    from nongxin.payments.day_end.day_store import DynamoDays as PaymentDays
    from nongxin.payments.day_end.ports import DayEndParts, SettlementFiles, Shop
    from nongxin.payments.gateways import Gateway
    from nongxin.payments.held_store import DynamoHeldCards
    from nongxin.payments.ports import PaymentParts, StepUps
    from nongxin.stations.nonce_store import KnownTerminals
    from nongxin.stations.ports import StationParts as StationUse
    from nongxin.stations.store import Stations, Terminals


class StationParts(AccountParts):
    if TYPE_CHECKING:  # of other contexts: joined in `parts`

        @property
        def appointing(self) -> CredentialParts: ...

        @property
        def persons(self) -> Persons: ...

        @property
        def paying(self) -> PayingParts: ...

        @property
        def step_ups(self) -> StepUps: ...

        @property
        def servicing(self) -> ServicingParts: ...

        @property
        def intaking(self) -> IntakeParts: ...

    @cached_property
    def stations(self) -> Stations:
        from nongxin.stations.store import Stations

        return Stations(self.storage, self.vault)

    @cached_property
    def terminals(self) -> Terminals:
        from nongxin.stations.store import Terminals

        return Terminals(self.storage)

    @cached_property
    def known_terminals(self) -> KnownTerminals:
        from nongxin.stations.nonce_store import KnownTerminals

        return KnownTerminals(self.terminals, self.storage, self.clock)

    @cached_property
    def station_parts(self) -> StationUse:
        from nongxin.stations.ports import StationParts

        return StationParts(
            stations=self.stations,
            terminals=self.terminals,
            logins=self.operator_logins,
            check_customer=self._check_customer,
            check_settled=self._check_settled,
            books=self.books,
            vault=self.vault,
            clock=self.clock,
        )

    @cached_property
    def operator_logins(self) -> OperatorLogins:
        from nongxin.parts.operators import OperatorLogins

        return OperatorLogins(self.appointing)

    @cached_property
    def station_payments(self) -> PaymentParts:
        from nongxin.parts.own_accounts import StationAccounts, StationActs
        from nongxin.payments.gateways import Gateways, HttpPinCheck
        from nongxin.payments.ports import PaymentParts
        from nongxin.payments.store import DynamoPayments

        return PaymentParts(
            payments=DynamoPayments(self.storage, self.vault),
            own=StationAccounts(self.paying, self.persons),
            own_acts=StationActs(
                self.depositing, self.servicing, lambda: self.intaking, self.post_money
            ).acts,
            books=self.books,
            gateways=Gateways(self._gateway),
            pins=HttpPinCheck(self._biller("pins")),
            held=self.held_cards,
            step_ups=self.step_ups,
            station=self.stations.get,
            operates=self.operator_logins.is_open,
            post=self.post_money,
            vault=self.vault,
            clock=self.clock,
        )

    @cached_property
    def held_cards(self) -> DynamoHeldCards:
        from nongxin.payments.held_store import DynamoHeldCards

        return DynamoHeldCards(self.storage, self.vault)

    @cached_property
    def payment_days(self) -> PaymentDays:
        from nongxin.payments.day_end.day_store import DynamoDays

        return DynamoDays(self.storage)

    @cached_property
    def ending_days(self) -> DayEndParts:
        from nongxin.payments.day_end.ports import DayEndParts

        payments = self.station_payments
        return DayEndParts(
            days=self.payment_days,
            payments=payments.payments,
            files=self._settlement_files,
            books=self.books,
            own=payments.own,
            shops=self._shops,
            post=self.post_money,
            clock=self.clock,
        )

    def _check_customer(self, person_id: str) -> None:
        self.persons.get(person_id)

    def _check_settled(self, station_id: str) -> None:
        from nongxin.payments.day_end.check_settled import check_settled

        check_settled(station_id, self.ending_days)

    def _shops(self, county: str) -> Mapping[str, Shop]:
        from nongxin.payments.day_end.ports import Shop

        shops = {
            each.id: Shop(each.id, each.entity, each.float_account)
            for each in self.stations.of_county(county)
            if each.float_account
        }
        terminals = self.terminals.of_county(county)
        return {t.id: shops[t.station_id] for t in terminals if t.station_id in shops}

    def _settlement_files(self, code: str) -> SettlementFiles:
        from nongxin.payments.day_end.gateways import HttpSettlementFiles

        return HttpSettlementFiles(code, self._biller(code))

    def _gateway(self, code: str) -> Gateway:
        from nongxin.payments.gateways import HttpGateway

        return HttpGateway(code, self._biller(code))

    def _biller(self, code: str) -> Partner:
        from nongxin.kernel.outgoing import Partner

        return Partner(
            code, self.settings.billers_url, lambda: self.vault.secret(f"partner-{code}")
        )
