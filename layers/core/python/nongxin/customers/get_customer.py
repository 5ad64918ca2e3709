"""Read one customer: oneself, or for staff a person of the counties they serve."""

from __future__ import annotations

from nongxin.customers.person import Person
from nongxin.customers.store import Persons
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal, Role
from nongxin.kernel.ids import county_of


def get_customer(person_id: str, by: Principal, persons: Persons) -> Person:
    """The person; raises Missing, also for one that the caller may not see."""
    may_see(person_id, by)
    return persons.get(person_id)


def may_see(person_id: str, by: Principal) -> None:
    """Raises Missing where somebody is neither the person nor staff of their county."""
    own = by.role is Role.CUSTOMER and person_id == by.id
    served = by.role in STAFF and by.serves(county_of(person_id, "pn"))
    if not own and not served:
        raise Missing()
