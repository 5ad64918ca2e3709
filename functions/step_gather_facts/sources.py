"""Where each source's facts come from: the archive, the bank's own books, and systems outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nongxin.archives.facts import household_facts
from nongxin.archives.household import Dossier
from nongxin.customers.person import Person
from nongxin.kernel.clock import Clock
from nongxin.lending.application import Application
from nongxin.lending.dossiers import Household
from nongxin.lending.gather_facts import Source
from nongxin.lending.own_books import flows_of, own_book_facts
from nongxin.lending.villages import village_facts
from nongxin.parts import Parts


def household_of(dossier: Dossier) -> Household:
    return Household(
        address=str(dossier.only("H").get("address", "")), captured_by=dossier.head.opened_by
    )


def sources(application: Application, dossier: Dossier, p: Parts) -> list[Source]:
    person = p.persons.get(application.parties.borrower_id)
    today = p.calendar.business_date(application.parties.entity)
    archive = household_facts(dossier, today)
    inside = [
        Source("archive", lambda: archive),
        Source("customer", lambda: customer_facts(person, p.clock)),
        Source("core", lambda: _own_books(application, archive, p)),
        Source("lending", lambda: village_facts(dossier.head.village, today, p.villages)),
    ]
    subject = p.outside.subject(person, application.id)
    outside = [
        Source(name, lambda name=name: p.outside.facts(name, subject))  # type: ignore[misc]
        for name in p.outside.wanted(application.wish.product, application.parties.entity, today)
    ]
    return inside + outside


def customer_facts(person: Person, clock: Clock) -> Mapping[str, Any]:
    today = clock.today()
    return {
        "birth_date": person.id_number(today).birth_date.isoformat(),
        "id_checksum": True,  # a person is registered only under a number that passes it
        "id_valid_days": person.id_valid_days(today),
        "in_territory": True,  # registered by an officer of the county, in that county's own bank
    }


def _own_books(application: Application, archive: Mapping[str, Any], p: Parts) -> Mapping[str, Any]:
    cards = p.accounts.of_owner(application.parties.borrower_id)
    flows = flows_of([c.id for c in cards], p.ledger, p.clock.today())
    return own_book_facts(application, archive, flows, (p.applications, p.loans))
