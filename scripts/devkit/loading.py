"""Loads a population into the local deployment, a county a thread, and tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

from devkit import say
from devkit.people import households
from devkit.planting import Planter
from devkit.seed import running_settings
from nongxin.kernel.clock import SystemClock
from nongxin.parts import Parts

if TYPE_CHECKING:
    from nongxin.kernel.settings import Settings

_TELL_EVERY = 50


def load(counties: list[str], each: int, seed: int) -> None:
    """`each` households of every county; what is there already is left alone.

    Raises Trouble where no local deployment runs.
    """
    settings = running_settings()
    begun, done, total = time.monotonic(), count(1), each * len(counties)

    def tell() -> None:
        number = next(done)
        if number % _TELL_EVERY == 0 or number == total:
            rate = number / (time.monotonic() - begun)
            say.note(f"  {number}/{total} households, {rate:.1f} a second")

    with ThreadPoolExecutor(min(len(counties), 8)) as pool:
        for _ in pool.map(lambda county: _load(settings, county, each, seed, tell), counties):
            pass


def _load(settings: Settings, county: str, each: int, seed: int, tell: Callable[[], None]) -> None:
    planter = Planter(Parts(settings), county)
    officer, colleague, approver = planter.county_staff()
    for draft in households(county, each, SystemClock().today(), seed):
        planter.plant(draft, colleague if draft.number % 2 else officer, approver)
        tell()
