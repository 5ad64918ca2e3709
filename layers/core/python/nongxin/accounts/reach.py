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


def account_in_reach(account_id: str, caller: Principal, ledger: LedgerAccounts) -> Account:
    """The account; raises Missing."""
    account = ledger.get(account_id)
    _check(account.owner, caller)
    return account


def owner_in_reach(person_id: str | None, caller: Principal) -> str:
    """The person whose accounts are asked for: customers may leave it out. Raises Missing."""
    owner = person_id or caller.id
    _check(owner, caller)
    return owner


def entity_of_owner(person_id: str, caller: Principal, owners: Owners) -> str:
    """The legal entity to keep a person's account; raises Missing."""
    _check(person_id, caller)
    entity = owners.entity_of(person_id)
    if entity is None:
        raise Missing()
    return entity


def _check(owner: str, caller: Principal) -> None:
    own = caller.role is Role.CUSTOMER and owner == caller.id
    served = caller.role in STAFF and caller.serves(county_of(owner, "pn"))
    if not own and not served:
        raise Missing()
