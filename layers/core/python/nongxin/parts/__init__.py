"""The one joining place: real parts, made when first asked for and kept while the Lambda lives.

A door asks `parts()` for what its use case needs; nothing is made at import, so a cold start pays
only for what its route uses.
"""

from __future__ import annotations

import os
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from nongxin.catalog import releases
from nongxin.kernel.numbers import Numbers
from nongxin.kernel.settings import Settings
from nongxin.parts.customers import CustomerParts
from nongxin.parts.loans import LoanParts
from nongxin.parts.partners import PartnerParts
from nongxin.parts.payments import PaymentParts
from nongxin.parts.stations import StationParts
from nongxin.parts.subsidies import SubsidyParts

if TYPE_CHECKING:
    from nongxin.access.check_access import AccessCheck
    from nongxin.access.open_credential import CredentialParts
    from nongxin.access.ports import AccessParts
    from nongxin.access.signing import KmsSigningKey
    from nongxin.access.step_ups import StepUps
    from nongxin.access.store import DynamoAccess
    from nongxin.archives.ports import ArchiveParts
    from nongxin.customers.requests.erase_person import Erasing
    from nongxin.kernel.bus import Bus, EventLog
    from nongxin.lending.applications.consent_store import DynamoConsents
    from nongxin.lending.applications.desk import Desk
    from nongxin.lending.applications.submit_application import SubmittingParts
    from nongxin.lending.approval.dossiers import Dossiers
    from nongxin.lending.approval.workflow import StepFunctionsApprovals
    from nongxin.lending.contracts.disburse_loan import DisbursingParts
    from nongxin.lending.contracts.sign_contract import SigningParts
    from nongxin.lending.gateways import Outside
    from nongxin.lending.loans.villages import DynamoVillages
    from nongxin.lending.preapprovals.preapproval_store import DynamoPreapprovals
    from nongxin.messages.gateways import Texts
    from nongxin.messages.send_notice import NoticeParts
    from nongxin.products.ports import FactoryParts
    from nongxin.products.store import LeasedReleases


class Parts(StationParts, SubsidyParts, LoanParts, CustomerParts, PaymentParts, PartnerParts):
    @cached_property
    def archiving(self) -> ArchiveParts:
        from nongxin.archives.files.import_store import Imports
        from nongxin.archives.photos.photo_store import Photos
        from nongxin.archives.ports import ArchiveParts
        from nongxin.archives.review.station_store import WorkStations
        from nongxin.archives.store import ArchiveNumbers

        return ArchiveParts(
            households=self.households,
            numbers=Numbers(self.storage, ArchiveNumbers),
            directory=self.directory,
            vault=self.vault,
            clock=self.clock,
            stations=WorkStations(self.storage, self.vault),
            storage=self.storage,
            uploads=self.uploads,
            photos=Photos(self.storage, self.vault),
            imports=Imports(self.storage),
        )

    @cached_property
    def erasing(self) -> Erasing:
        from nongxin.access.forget_credential import forget_credential
        from nongxin.archives.forget_person import forget_person, is_in_archive
        from nongxin.customers.requests.erase_person import Erasing
        from nongxin.partners.shops.forget_shops import forget_shops

        return Erasing(
            views=self.views,
            payouts=self.subsidy_histories,
            is_in_archive=partial(is_in_archive, parts=self.archiving),
            forget=partial(forget_person, parts=self.archiving),
            shops=partial(forget_shops, parts=self.linking),
            way_in=partial(forget_credential, parts=self.appointing),
            clock=self.clock,
        )

    @cached_property
    def signing_key(self) -> KmsSigningKey:
        from nongxin.access.signing import KmsSigningKey

        others = [key for key in self.settings.other_signing_key_ids.split(",") if key]
        return KmsSigningKey(self.aws.client("kms"), self.settings.signing_key_id, others)

    @cached_property
    def issuer(self) -> str:
        from nongxin.access.tokens import issuer_of

        return issuer_of(self.settings.stage)

    @cached_property
    def access_store(self) -> DynamoAccess:
        from nongxin.access.store import DynamoAccess

        return DynamoAccess(self.storage, self.vault)

    @cached_property
    def access(self) -> AccessParts:
        from nongxin.access.logins import Logins
        from nongxin.access.ports import AccessParts

        return AccessParts(
            storage=self.storage,
            store=self.access_store,
            logins=Logins(self.directory, self.vault, self.clock),
            vault=self.vault,
            texts=self.texts,
            key=self.signing_key,
            issuer=self.issuer,
            clock=self.clock,
        )

    @cached_property
    def access_check(self) -> AccessCheck:
        from nongxin.access.check_access import AccessCheck

        return AccessCheck(self.signing_key, self.issuer, self.access_store, self.clock)

    @cached_property
    def step_ups(self) -> StepUps:
        from nongxin.access.step_ups import StepUps

        return StepUps(self.signing_key, self.issuer, self.clock)

    @cached_property
    def appointing(self) -> CredentialParts:
        from nongxin.access.open_credential import CredentialParts

        return CredentialParts(self.access_store, self.directory, self.vault, self.clock)

    @cached_property
    def texts(self) -> Texts:
        from nongxin.kernel.outgoing import Partner
        from nongxin.messages.gateways import HttpSms, Texts

        return Texts(HttpSms(Partner("sms", self.settings.sms_url)))

    @cached_property
    def outside(self) -> Outside:
        from nongxin.lending.gateways import Outside, http_systems

        return Outside(http_systems(self.settings.bureau_url))

    @cached_property
    def noticing(self) -> NoticeParts:
        from nongxin.messages.send_notice import NoticeParts
        from nongxin.messages.store import DynamoNotices

        return NoticeParts(self.persons, DynamoNotices(self.storage, self.clock), self.texts)

    @cached_property
    def event_log(self) -> EventLog:
        from nongxin.kernel.bus import EventLog

        return EventLog(self.aws.client("s3"), self.settings.event_log_bucket)

    @cached_property
    def bus(self) -> Bus:
        from nongxin.kernel.bus import Bus

        return Bus(self.aws.client("events"), self.settings.bus_name)

    @cached_property
    def consents(self) -> DynamoConsents:
        from nongxin.lending.applications.consent_store import DynamoConsents

        return DynamoConsents(self.storage, self.vault)

    @cached_property
    def submitting(self) -> SubmittingParts:
        from nongxin.lending.applications.submit_application import SubmittingParts

        return SubmittingParts(self.applications, self.consents, self.clock)

    @cached_property
    def villages(self) -> DynamoVillages:
        from nongxin.lending.loans.villages import DynamoVillages

        return DynamoVillages(self.storage)

    @cached_property
    def preapprovals(self) -> DynamoPreapprovals:
        from nongxin.lending.preapprovals.preapproval_store import DynamoPreapprovals

        return DynamoPreapprovals(self.storage)

    @cached_property
    def desk(self) -> Desk:
        from nongxin.lending.applications.desk import Desk

        return Desk(self.applications, self.storage, self.clock)

    @cached_property
    def approvals(self) -> StepFunctionsApprovals:
        from nongxin.lending.approval.workflow import StepFunctionsApprovals

        client = self.aws.client("stepfunctions")
        return StepFunctionsApprovals(client, self.settings.approval_machine_arn)

    @cached_property
    def dossiers(self) -> Dossiers:
        from nongxin.lending.approval.dossiers import Dossiers

        return Dossiers(self.evidence, sampling=self.settings.sample_reviews == "yes")

    @cached_property
    def signing_contracts(self) -> SigningParts:
        from nongxin.lending.contracts.sign_contract import SigningParts

        return SigningParts(self.desk, self.evidence, self.step_ups)

    @cached_property
    def disbursing(self) -> DisbursingParts:
        from nongxin.catalog.calendar import is_workday
        from nongxin.lending.contracts.disburse_loan import DisbursingParts

        return DisbursingParts(self.desk, self.loans, self.ledger, self.calendar, is_workday)

    @cached_property
    def contract_numbers(self) -> Numbers:
        from nongxin.lending.applications.store import ContractNumbers

        return Numbers(self.storage, ContractNumbers)

    @cached_property
    def product_factory(self) -> FactoryParts:
        from nongxin.products.ports import FactoryParts
        from nongxin.products.store import ProductChanges

        return FactoryParts(ProductChanges(self.storage), self.calendar, self.clock)

    @cached_property
    def releases(self) -> LeasedReleases:
        from nongxin.products.store import LeasedReleases

        return LeasedReleases(self.product_factory.changes)


@lru_cache(maxsize=1)
def parts() -> Parts:
    made = Parts(Settings.from_env(os.environ))
    releases.use(lambda entity, on: made.releases(entity, on))
    return made
