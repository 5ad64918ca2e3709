"""Champion and challenger (冠军挑战者): which card scores an application, always the same one.

The share is drawn by a hash of the application and the champion, so it does not depend on when or
how often one asks, and the draws of two contests are independent of each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from nongxin.catalog.challengers import Challenge, challenges


def card_for(champion: str, application: str, on: date) -> str:
    """The champion, or the challenger in whose share the application falls."""
    contests = [c for c in challenges(on) if c.champion == champion]
    return chosen(champion, application, contests) if contests else champion


def chosen(champion: str, application: str, contests: Sequence[Challenge]) -> str:
    drawn = _percent_of(f"{champion} {application}")
    for contest in contests:
        if drawn < contest.share_percent:
            return contest.challenger
        drawn -= contest.share_percent
    return champion


def _percent_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % 100
