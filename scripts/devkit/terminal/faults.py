"""What befalls a terminal, drawn from a seed: the same seed, the same bad day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

# How often, for each answer that is lost.
_AS_OFTEN = {
    "answer lost": 1.0,
    "request lost": 0.3,
    "sent twice": 0.3,
    "comes late": 0.2,
    "power cut": 0.1,
    "clock drifts": 0.1,
    "line down": 0.3,
}
_DRIFT_S = 24 * 3600


class PowerCut(Exception):
    """Whatever was not written down is gone."""


@dataclass
class Faults:
    """`share` of all answers are lost, from 0 to 1; the rest follows. `told` counts what befell."""

    luck: Random
    share: float
    told: Counter[str] = field(default_factory=Counter)

    def happens(self, what: str) -> bool:
        if self.luck.random() >= self.share * _AS_OFTEN[what]:
            return False
        self.told[what] += 1
        return True

    def may_cut(self) -> None:
        """Raises PowerCut."""
        if self.happens("power cut"):
            raise PowerCut()

    def drift_s(self) -> int:
        """By how much a clock goes wrong now: nothing, or anything up to a day."""
        return self.luck.randint(-_DRIFT_S, _DRIFT_S) if self.happens("clock drifts") else 0

    def end(self) -> None:
        """From now on all goes well."""
        self.share = 0.0
