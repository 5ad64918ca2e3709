"""Synthetic people for the demo, the seed, tests and benchmarks.

    households(county, count, today)           a believable population, the same for the same seed
    archetype("approve", county, number, today)    one whose application the bank approves;
                                               "refer": officers look; "decline": it declines

A draft is what an officer would capture; `draft.captured(account_no, officer_id)` gives the
sections
as the archives door takes them. Whoever an archetype is depends on county and number alone.
"""

from __future__ import annotations

from devkit.population.archetypes import KINDS, archetype
from devkit.population.households import SEED, Draft, Head, households

__all__ = ["KINDS", "SEED", "Draft", "Head", "archetype", "households"]
