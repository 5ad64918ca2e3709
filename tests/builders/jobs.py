"""The jobs over the books as Lambda runs them: the clock calls one, which calls itself."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from tests.builders.books import LedgerWorld
from tests.fakes.parts import FakeParts


@dataclass
class Context:
    left_ms: int = 900_000
    function_name: str = "job"

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


class Jobs:
    """`meanwhile` is called while a day close waits for the last postings to arrive."""

    def __init__(self, p: FakeParts) -> None:
        self.p = p
        self.world = LedgerWorld(p.memory)
        self.meanwhile: Callable[[], object] = lambda: None
        p.clock = self.world.clock
        put = cast(Any, p)
        put.day_closing = replace(p.day_closing, wait=lambda _: self.meanwhile())
        self.context = Context()

    def run(self, folder: str, **event: Any) -> dict[str, Any]:
        handler = importlib.import_module(f"{folder}.handler").handler
        answer: dict[str, Any] = handler(event, self.context)
        self.world.calendar.forget()
        return answer

    def tick(self, folder: str) -> list[dict[str, Any]]:
        """One beat of the clock, and everything that it starts."""
        called = self.p.services.functions.called
        called.clear()
        self.run(folder)
        return [self.run(folder, **told) for _, told in list(called)]
