"""Whose accounts a caller may reach: one's own, or for staff those of the counties they serve.

Whatever is out of reach is answered as not found.
"""

from __future__ import annotations

from typing import Protocol

from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.ledger.account import Account
from nongxin.ledger.store import LedgerAccounts


class Owners(Protocol):
    """Persons, as far as accounts need to know them."""

    def entity_of(self, person_id: str) -> str | None:
        """The legal entity that serves the person, or None if there is no such person."""
        ...

    def id_by_id_no(self, id_no: str) -> str | None:
        """The person with this ID number, province-wide."""
        ...


def account_in_reach(account_id: str, caller: Principal, ledger: LedgerAccounts) -> Account:
    """The account; raises Missing."""
    account = ledger.get(account_id)
    own = caller.role is Role.CUSTOMER and account.owner == caller.id
    served = caller.role in STAFF and caller.serves(county_of(account_id))
    if not own and not served:
        raise Missing()
    return account


def own_account(account_id: str, caller: Principal, ledger: LedgerAccounts) -> Account:
    """The caller's own account, and nobody else's; raises Missing."""
    account = ledger.get(account_id)
    if account.owner != caller.id:
        raise Missing()
    return account


def owner_in_reach(person_id: str | None, caller: Principal) -> str:
    """The person whose accounts are asked for: customers may leave it out. Raises Missing."""
    owner = person_id or caller.id
    _check(owner, caller)
    return owner


def counter_of(
    person_id: str, id_no: str | None, caller: Principal, owners: Owners
) -> tuple[str, str]:
    """County and legal entity to keep a person's new account.

    Staff serve their own customers at home, and whoever shows an ID card at their own counter.
    Raises Missing.
    """
    county = county_of(person_id, "pn")
    if caller.serves(county):
        entity = owners.entity_of(person_id)
        if entity is not None:
            return county, entity
    elif id_no and owners.id_by_id_no(id_no) == person_id:
        return caller.county, caller.entity
    raise Missing()


def _check(owner: str, caller: Principal) -> None:
    own = caller.role is Role.CUSTOMER and owner == caller.id
    served = caller.role in STAFF and caller.serves(county_of(owner, "pn"))
    if not own and not served:
        raise Missing()
