"""What a script prints while it works: one line per step, with its seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def note(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """`text …` at once and, on a terminal, the seconds on the same line when it is done."""
    begun = time.monotonic()
    live = sys.stdout.isatty()
    print(f"  {text} …", end=" " if live else "\n", flush=True)
    try:
        yield
    except BaseException:
        if live:
            print("failed", flush=True)
        raise
    seconds = time.monotonic() - begun
    if live:
        print(f"{seconds:.1f} s", flush=True)
    elif seconds >= 1:
        print(f"  {text}: {seconds:.1f} s", flush=True)
