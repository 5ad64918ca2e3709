"""Loads a population into the local deployment, a county a thread, and tells how far it is."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from threading import Event, Lock
from typing import TYPE_CHECKING

from devkit import say
from devkit.people import Draft, households
from devkit.planting import Planter
from devkit.seed import running_settings
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.errors import Conflict
from nongxin.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nongxin.kernel.settings import Settings

_TELL_EVERY_S = 5.0
_THREADS = 8


def load(counties: list[str], each: int, seed: int) -> None:
    """`each` households of every county; what is there already is left alone.

    Raises Trouble where no local deployment runs.
    """
    settings = running_settings()
    progress = Progress(each * len(counties))
    enough = Event()  # one failed or Ctrl-C came: the others need not be finished first

    def loaded(county: str) -> None:
        drafts = households(county, each, SystemClock().today(), seed)
        _load(settings, county, takewhile(lambda _: not enough.is_set(), drafts), progress)

    with ThreadPoolExecutor(min(len(counties), _THREADS)) as pool:
        try:
            list(pool.map(loaded, counties))
        except BaseException:
            enough.set()
            raise
    progress.tell()


def _load(settings: Settings, county: str, drafts: Iterable[Draft], progress: Progress) -> None:
    planter = Planter(Parts(settings), county)
    officer, colleague, approver = planter.county_staff()
    for draft in drafts:
        try:
            found = planter.plant(draft, colleague if draft.number % 2 else officer, approver)
        except Conflict as taken:  # people of another seed have these numbers
            progress.left_out(str(taken))
        else:
            progress.took(is_new=found.is_new)


class Progress:
    """What became of the households so far, told every few seconds."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._lock = Lock()
        self._begun = self._told = time.monotonic()
        self.new = self.known = 0
        self.refused: dict[str, int] = {}

    def took(self, *, is_new: bool) -> None:
        with self._lock:
            self.new, self.known = self.new + is_new, self.known + (not is_new)
            self._tell_now_and_then()

    def left_out(self, why: str) -> None:
        with self._lock:
            self.refused[why] = self.refused.get(why, 0) + 1
            self._tell_now_and_then()

    def _tell_now_and_then(self) -> None:
        if time.monotonic() - self._told > _TELL_EVERY_S:
            self.tell()

    def tell(self) -> None:
        self._told = time.monotonic()
        rate = self.new / max(self._told - self._begun, 0.001)
        say.note(f"  {self._so_far()}, {rate:.1f} new a second")

    def _so_far(self) -> str:
        left_out = sum(self.refused.values())
        done = self.new + self.known + left_out
        parts = [f"{done}/{self._total} households: {self.new} new"]
        parts += [f"{self.known} there already"] if self.known else []
        parts += [f"{count} left out ({why})" for why, count in self.refused.items()]
        return ", ".join(parts)
