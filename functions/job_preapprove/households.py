"""What the bank itself knows of a household: archive, customer, own books. Nobody is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.archives.facts.dated_facts import archive_facts
from nongxin.archives.facts.facts import is_subsidy_paid_here
from nongxin.archives.household import Dossier
from nongxin.customers.facts import customer_facts
from nongxin.decisions.facts import Facts
from nongxin.lending.applications.consent import Giver
from nongxin.lending.approval.own_books import flows_of, person_facts
from nongxin.lending.loans.read_loan import loans_of
from nongxin.lending.loans.villages import village_facts
from nongxin.parts import Parts

_AGAINST_INCOME = ("income_flow_gap", "acct_flow_12m_ratio")


def facts_of(dossier: Dossier, today: date, p: Parts) -> Facts:
    """All of them; without a customer behind the household's head, the archive's alone."""
    archive = archive_facts(dossier, today)
    facts = archive | Facts.of(
        village_facts(dossier.head.village, today, p.villages), "lending", today
    )
    head = dossier.head_member
    person_id = p.persons.id_by_id_no(head["id_no"]) if head else None
    if person_id is None:
        born = {"birth_date": head["birth_date"]} if head else {}
        return facts | Facts.of(born, "archive", today)
    facts |= Facts.of(customer_facts(_known(person_id, p), today), "customer", today)
    return facts | Facts.of(_books(person_id, dossier, archive.values(), p), "core", today)


def _known(person_id: str, p: Parts) -> Giver:
    person = p.persons.get(person_id)
    return Giver(person.name, person.id_no, person.phone, person.id_valid_to)


def _books(person_id: str, dossier: Dossier, archive: dict[str, Any], p: Parts) -> dict[str, Any]:
    cards, today = p.accounts.of_owner(person_id), p.clock.today()
    flows = flows_of([card.id for card in cards], p.ledger, today)
    earlier = loans_of(p.applications.ids_of(person_id), p.loans)
    facts = person_facts(today, archive, flows, earlier)
    same = is_subsidy_paid_here(dossier, {card.number for card in cards})
    if not flows.inflow_fen:
        # An account that nothing came into says nothing of an income; the application will ask.
        facts = {name: value for name, value in facts.items() if name not in _AGAINST_INCOME}
    return facts if same is None else facts | {"subsidy_acct_same": same}
