"""ID numbers and phones: valid in form, unique in their county, and of nobody."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from nongxin.catalog.places import every_county
from nongxin.kernel.id_number import check_character

# Sequences below are the population's, the next hundred the archetypes'. From 900 on the simulated
# partners have bad news (devkit/simulators/scenarios.py), so nobody here begins with that.
_ARCHETYPES_FROM = 800
SEED = 2026
_A_BLOCK = 4  # sequences of a day that belong to one block of households: two of each sex
BLOCKS = _ARCHETYPES_FROM // _A_BLOCK
_MOST_PHONES = 9_000_000  # of one county, so that no two counties share a number
_MOST_MEMBERS = 16
# So that neighbouring seeds' first ten thousand share nobody, and one bank may hold them.
_BLOCKS_A_SEED, _HOUSEHOLDS_A_SEED = 19, 10_007
_PHONES = 10**9
_PRIME = 387_420_489  # 3^18 has no factor in common with 10^9, so that phones do not repeat
_PREFIXES = ("135", "136", "138", "139", "150", "151", "152", "159", "158", "157")


class Identities:
    """Hands out the identities of one block of a county's households, in the order in which they
    are asked for. Blocks share neither sequences nor phones, so each can be made by itself.
    """

    def __init__(self, county: str, block: int = 0, seed: int = SEED) -> None:
        self._county = county
        first = (block + _BLOCKS_A_SEED * (seed - SEED)) % BLOCKS * _A_BLOCK
        # Those of women, and of men.
        self._sequences = (first, first + 2), (first + 1, first + 3)
        self._taken: set[str] = set()
        self._first_phone = ordinal(county) * _MOST_PHONES
        self._earlier = _HOUSEHOLDS_A_SEED * (seed - SEED)
        self._phone = self._first_phone

    def begin(self, household: int) -> None:
        """The next phones are of this household (its number in the county)."""
        place = (self._earlier + household) * _MOST_MEMBERS % _MOST_PHONES
        self._phone = self._first_phone + place

    def id_no(self, born: date, is_male: bool) -> str:
        """Of somebody born on that day, or one of the next where all its sequences are taken."""
        while True:
            for sequence in self._sequences[is_male]:
                number = id_no(self._county, born, sequence)
                if number not in self._taken:
                    self._taken.add(number)
                    return number
            born += timedelta(days=1)

    def phone(self) -> str:
        self._phone += 1
        digits = f"{self._phone * _PRIME % _PHONES:09d}"
        return _PREFIXES[int(digits[0])] + digits[1:]


@cache
def ordinal(county: str) -> int:
    """The county's place among all of the province."""
    return sorted(every_county()).index(county)


def id_no(area: str, born: date, sequence: int) -> str:
    digits = f"{area}{born.isoformat().replace('-', '')}{sequence:03d}"
    return digits + check_character(digits)


class ArchetypeIdentities(Identities):
    """Identities of one numbered archetype; they meet no other number's and no population's."""

    def __init__(self, county: str, number: int) -> None:
        super().__init__(county)
        self._number = number
        self._next = 0
        self._phones = 0

    def id_no(self, born: date, is_male: bool) -> str:
        self._next += 2
        shift, place = divmod(self._number, 5)
        sequence = _ARCHETYPES_FROM + place * 20 + self._next - 2 + is_male
        return id_no(self._county, born + timedelta(days=shift), sequence)

    def phone(self) -> str:
        self._phones += 1
        county = int(self._county[2:]) % 1000
        return f"188{county:03d}{self._number % 10_000:04d}{self._phones % 10}"
