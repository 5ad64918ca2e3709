"""Read an application or its contract: one's own, or as staff those of the counties one serves."""

from __future__ import annotations

from nongxin.kernel.errors import Missing
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.identity import STAFF, Principal, Role
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.offer import CONTRACTS, Offer
from nongxin.lending.applications.store import DynamoApplications


def application_in_reach(
    application_id: str, caller: Principal, applications: DynamoApplications
) -> Application:
    """Raises Missing for one that is not the caller's to see."""
    application = applications.get(application_id)
    parties = application.parties
    if not reaches(caller, parties.borrower_id, parties.county):
        raise Missing()
    return application


def contract_in_reach(
    application_id: str, caller: Principal, ports: tuple[DynamoApplications, Evidence]
) -> tuple[Offer, str]:
    """The offer and its contract's text. Raises Missing, also before there is an offer."""
    applications, evidence = ports
    application = application_in_reach(application_id, caller, applications)
    if application.offer is None:
        raise Missing()
    text = evidence.read(CONTRACTS, application.parties.county, application.offer.contract_sha256)
    return application.offer, text


def reaches(caller: Principal, borrower_id: str, county: str) -> bool:
    if caller.role is Role.CUSTOMER:
        return caller.id == borrower_id
    return caller.role in STAFF and caller.serves(county)
