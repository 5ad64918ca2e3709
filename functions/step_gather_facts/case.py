"""What the sources share: the archive, the person's papers and accounts, each read once."""

from __future__ import annotations

from collections.abc import Sequence

from nongxin.accounts.store import AccountCard
from nongxin.archives.household import Dossier
from nongxin.kernel.value import value
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.consent import CREDIT_QUERY, Giver
from nongxin.lending.applications.consent_store import Papers
from nongxin.lending.approval.dossiers import Particulars
from nongxin.parts import Parts


@value
class Case:
    application: Application
    dossier: Dossier
    papers: Papers
    person: Giver
    cards: Sequence[AccountCard]


def opened(application: Application, p: Parts) -> Case:
    """The person is whom the consent names; without a consent, whom the bank knows."""
    borrower = application.parties.borrower_id
    papers = p.consents.papers(application, CREDIT_QUERY)
    return Case(
        application=application,
        dossier=p.households.dossier(application.parties.household_id),
        papers=papers,
        person=papers.consent.giver if papers.consent else _known(borrower, p),
        cards=p.accounts.of_owner(borrower),
    )


def _known(person_id: str, p: Parts) -> Giver:
    known = p.persons.get(person_id)
    return Giver(known.name, known.id_no, known.phone, known.id_valid_to)


def about(case: Case) -> Particulars:
    account = next((card for card in case.cards if card.takes_loans), None)
    return Particulars(
        name=case.person.name,
        id_no=case.person.id_no,
        phone=case.person.phone,
        address=str(case.dossier.only("H").get("address", "")),
        account_id=account.id if account else "",
        account_no=account.number if account else "",
        captured_by=case.dossier.head.opened_by,
    )
