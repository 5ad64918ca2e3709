"""ID numbers and phones: valid in form, unique in their county, and of nobody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from nongxin.kernel.id_number import check_character

# Sequences below are the population's, the next hundred the archetypes'. From 900 on the simulated
# partners have bad news (devkit/simulators/scenarios.py), so nobody here begins with that.
_ARCHETYPES_FROM = 800
_PRIME = 7919  # has no factor in common with 10^8, so that phones do not repeat
_PREFIXES = ("135", "136", "138", "139", "150", "151", "152", "159", "158", "157")


class Identities:
    """Hands out the identities of one county, in the order in which they are asked for."""

    def __init__(self, county: str) -> None:
        self._county = county
        self._taken: set[str] = set()
        self._phones = 0

    def id_no(self, rng: Random, born: date, is_male: bool) -> str:
        while True:
            sequence = rng.randrange(0, _ARCHETYPES_FROM, 2) + is_male
            number = id_no(self._county, born, sequence)
            if number not in self._taken:
                self._taken.add(number)
                return number

    def phone(self) -> str:
        self._phones += 1
        serial = (int(self._county[2:]) * 20_000 + self._phones) * _PRIME % 10**8
        return f"{_PREFIXES[self._phones % len(_PREFIXES)]}{serial:08d}"


def id_no(area: str, born: date, sequence: int) -> str:
    digits = f"{area}{born:%Y%m%d}{sequence:03d}"
    return digits + check_character(digits)


class ArchetypeIdentities(Identities):
    """Identities of one numbered archetype; they meet no other number's and no population's."""

    def __init__(self, county: str, number: int) -> None:
        super().__init__(county)
        self._number = number
        self._next = 0

    def id_no(self, rng: Random, born: date, is_male: bool) -> str:
        self._next += 2
        shift, place = divmod(self._number, 5)
        sequence = _ARCHETYPES_FROM + place * 20 + self._next - 2 + is_male
        return id_no(self._county, born + timedelta(days=shift), sequence)

    def phone(self) -> str:
        self._phones += 1
        county = int(self._county[2:]) % 1000
        return f"188{county:03d}{self._number % 10_000:04d}{self._phones % 10}"
