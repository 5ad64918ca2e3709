"""The applicant as other contexts know them: the person's legal entity and live archive."""

from __future__ import annotations

from nongxin.kernel.identity import Principal
from nongxin.lending.applications.consent import Giver
from nongxin.lending.applications.submit_application import Applicant
from nongxin.parts import Parts


def applicant(caller: Principal, p: Parts) -> Applicant:
    """Raises Missing if the caller is no registered customer."""
    person = p.persons.get(caller.id)
    household = p.households.live_of(person.id_no)
    giver = Giver(person.name, person.id_no, person.phone, person.id_valid_to)
    return Applicant(person.id, giver, household, person.county, person.entity)
