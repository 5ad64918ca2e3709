"""Read loans: one's own, or as staff those of the counties one serves."""

from __future__ import annotations

from collections.abc import Iterable

from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import sibling
from nongxin.lending.applications.read_application import reaches
from nongxin.lending.applications.status import Status
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.loans.loan import Loan, LoanStatus
from nongxin.lending.loans.loan_store import DynamoLoans

# Signed, and not yet paid out; a parked one may have been signed and goes on.
_ON_ITS_WAY = frozenset({Status.SIGNED, Status.PARKED})


def loan_in_reach(loan_id: str, caller: Principal, loans: DynamoLoans) -> Loan:
    """Raises Missing for one that is not the caller's to see."""
    loan = loans.get(loan_id)
    if not reaches(caller, loan.identity.borrower_id, loan.identity.county):
        raise Missing()
    return loan


def loans_of(application_ids: Iterable[str], loans: DynamoLoans) -> list[Loan]:
    """The loans that applications led to: an application and its loan share their number."""
    found = []
    for application_id in application_ids:
        try:
            found.append(loans.get(sibling(application_id, "ln")))
        except Missing:
            continue  # it led to no loan
    return found


def repays_from(
    account_id: str, person_id: str, applications: DynamoApplications, loans: DynamoLoans
) -> bool:
    """Whether a loan of the person that is not paid off is repaid from the account, or one that
    is signed for will be paid into it.
    """
    ids = applications.ids_of(person_id)
    signed = (applications.get(each, consistent=True) for each in ids)
    return any(
        loan.identity.account_id == account_id and loan.status is not LoanStatus.CLOSED
        for loan in loans_of(ids, loans)
    ) or any(
        application.status in _ON_ITS_WAY
        and application.offer is not None
        and application.offer.account_id == account_id
        for application in signed
    )
