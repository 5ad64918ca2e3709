"""What a simulated service is, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request: `rest` is the path after the service's own part."""

    method: str
    rest: tuple[str, ...]
    body: Json


@dataclass(frozen=True)
class Told:
    status: int
    body: Json


class BadRequest(Exception):
    """The request does not keep the contract; the sentence says where."""


Service = Callable[[Asked], Told]
NOT_FOUND = Told(404, {"error": "not found"})


def text(body: Json, name: str) -> str:
    """A needed text field; raises BadRequest."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{name} must be a text that is not empty")
    return value


def only(body: Json, *names: str) -> None:
    """Raises BadRequest where the body has other fields than these."""
    other = sorted(set(body) - set(names))
    if other:
        raise BadRequest(f"unknown fields: {', '.join(other)}")


class OncePerRequest:
    """A repeat under the same request id gets the first answer: what makes retries safe."""

    def __init__(self) -> None:
        self._answers: dict[str, Told] = {}

    def answer(self, request_id: str, make: Callable[[], Told]) -> Told:
        if request_id not in self._answers:
            self._answers[request_id] = make()
        return self._answers[request_id]


class Persons:
    """What somebody set for a person, over what the simulator makes up by itself."""

    def __init__(self) -> None:
        self._set: dict[str, Mapping[str, Any]] = {}

    def put(self, body: Json) -> Told:
        """{"id_no": …, "facts": {…}}; empty facts take the setting back."""
        only(body, "id_no", "facts")
        facts = body.get("facts")
        if not isinstance(facts, dict):
            raise BadRequest("facts must be an object")
        self._set[text(body, "id_no")] = facts
        return Told(200, {"facts": facts})

    def of(self, id_no: str) -> Mapping[str, Any]:
        return self._set.get(id_no, {})
