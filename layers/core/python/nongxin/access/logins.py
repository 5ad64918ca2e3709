"""From what a person types to a person: through the province-wide directory, by blind index.

A login that nobody has leads to a ghost: an id made from the login, with a home county like any
other. It takes the same way, costs the same work and locks after the same five attempts, so that
nothing tells who is a customer.
"""

from __future__ import annotations

import re

from nongxin.catalog import places
from nongxin.kernel.clock import Clock
from nongxin.kernel.directory import Directory
from nongxin.kernel.privacy import Vault
from nongxin.kernel.value import value

PHONE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)
STAFF_NUMBER = re.compile(r"^[A-Z]{1,3}\d{4,10}$", re.ASCII)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LETTERS = 26


@value
class Person:
    id: str
    is_known: bool


class Logins:
    def __init__(self, directory: Directory, vault: Vault, clock: Clock) -> None:
        self._directory = directory
        self._vault = vault
        self._clock = clock

    def by_login(self, login: str) -> Person:
        """A customer by phone, staff by number."""
        return self.by_phone(login) if PHONE.match(login) else self.by_staff_number(login)

    def by_phone(self, phone: str) -> Person:
        return self._found("phone", phone)

    def by_staff_number(self, number: str) -> Person:
        return self._found("staff_no", number)

    def by_id_number(self, number: str) -> Person:
        return self._found("id_no", number)

    def _found(self, kind: str, value: str) -> Person:
        index = self._vault.blind(kind, value)
        owner = self._directory.owner(kind, index)
        return Person(owner, True) if owner else Person(self._ghost(index), False)

    def _ghost(self, index: str) -> str:
        """Always the same id for the same login, and no real one's."""
        number = int(index, 16)
        counties = places.counties(self._clock.today())
        county = counties[number % len(counties)].code
        letters = [_CROCKFORD[number >> (5 * place) & 31] for place in range(_ID_LETTERS)]
        return f"pn_{county}_{''.join(letters)}"
