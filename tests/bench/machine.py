"""One run of LoanApproval, walked by its own definition: its tasks, its choices, its
transitions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from infra.workflows.loan_approval import TASKS, Waits, definition

_STATES: dict[str, Any] = definition(Waits(1, 1))["States"]
_CONDITION = re.compile(r"outcome = '(\w+)'")


@dataclass(frozen=True)
class Task:
    state: str
    folder: str
    payload: dict[str, Any]
    token: str


@dataclass
class Run:
    """`entered` are the states entered so far; the end is one more transition."""

    name: str
    input: dict[str, Any]
    state: str | None = "GatherFacts"
    entered: list[str] = field(default_factory=list)

    def next_task(self) -> Task | None:
        """The task to do now, past all choices; None at the end."""
        while self.state is not None:
            now, state = self.state, _STATES[self.state]
            self.entered.append(now)
            if state["Type"] == "Task":
                return self._task(now, state)
            self.state = self._chosen(state) if state["Type"] == "Choice" else None
        return None

    def done(self, answer: dict[str, Any]) -> None:
        assert self.state is not None
        self.input |= answer
        self.state = _STATES[self.state].get("Next")

    def answered(self, told: dict[str, Any]) -> None:
        """The run that waits goes on."""
        self.done(told)

    def _task(self, now: str, state: dict[str, Any]) -> Task:
        # As long as the tokens of AWS are: they are kept in the table.
        token = f"{self.name}/{now}".ljust(800, "x") if "Token" in state["Resource"] else ""
        payload = {
            "state": now,
            "application_id": self.input["application_id"],
            "attempt": self.input["attempt"],
            "execution": self.name,
            "input": dict(self.input),
        }
        return Task(now, TASKS[now], payload | ({"token": token} if token else {}), token)

    def _chosen(self, state: dict[str, Any]) -> str:
        for choice in state["Choices"]:
            found = _CONDITION.search(choice["Condition"])
            if found and found[1] == self.input["outcome"]:
                return str(choice["Next"])
        return str(state["Default"])
