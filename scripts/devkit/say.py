"""What a script says while it works: one line a step, with its seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

DOT_EVERY_S = 5.0
_voice = threading.RLock()
_is_open = False  # whether a step's line waits for its end


def note(text: str) -> None:
    """A line of its own, also in the middle of a step."""
    global _is_open
    with _voice:
        print(f"\n{text}" if _is_open else text, flush=True)
        _is_open = False


@contextmanager
def step(text: str) -> Iterator[None]:
    """`text … 3.2 s` on one line: the text at once, a dot every few seconds, the seconds at the
    end. Where something else was said meanwhile, the text comes again with them.
    """
    begun = time.monotonic()
    _begin(f"  {text} …")
    done = threading.Event()
    dots = threading.Thread(target=_dots, args=(done,), daemon=True)
    dots.start()
    how = "failed"
    try:
        yield
        how = f"{time.monotonic() - begun:.1f} s"
    except KeyboardInterrupt:
        how = "interrupted"
        raise
    finally:
        done.set()
        _end(text, how)


def _begin(text: str) -> None:
    global _is_open
    with _voice:
        print(f"\n{text}" if _is_open else text, end=" ", flush=True)
        _is_open = True


def _end(text: str, how: str) -> None:
    global _is_open
    with _voice:
        print(how if _is_open else f"  {text}: {how}", flush=True)
        _is_open = False


def _dots(done: threading.Event) -> None:
    while not done.wait(DOT_EVERY_S):
        with _voice:
            if _is_open:
                print(".", end=" ", flush=True)
