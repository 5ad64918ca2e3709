"""What a route promises, declared beside it: bodies, roles, errors. The OpenAPI document is made
from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from nongxin.kernel.errors import Problem
from nongxin.kernel.identity import Role
from nongxin.kernel.value import value


class Body(BaseModel):
    """A request body: unknown fields are refused, texts are trimmed, numbers are not guessed."""

    # Built at first use: a cold start pays for the models of its own route only.
    model_config = ConfigDict(
        extra="forbid", strict=True, str_strip_whitespace=True, frozen=True, defer_build=True
    )


class View(BaseModel):
    """An answer body."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class CsvFile(View):
    """A download: an answer that is a text of its own and not JSON. `name` is ASCII."""

    name: str
    text: str


Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,800}$")]


@value
class Query:
    """A query parameter: its JSON Schema and a sentence for the document."""

    name: str
    schema: dict[str, Any]
    description: str = ""
    required: bool = False


PAGING = (
    Query("cursor", {"type": "string", "maxLength": 800}, "Where the last page ended"),
    Query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
)


@value
class Contract:
    """`roles` empty: no person's token is needed. `changes`: an Idempotency-Key is needed.
    `signed`: a terminal or a partner signs it (see `signed`); its commands bring their key.
    """

    method: str
    path: str
    summary: str
    body: type[BaseModel] | None
    returns: type[BaseModel]
    status: int
    roles: tuple[Role, ...]
    changes: bool
    query: tuple[Query, ...]
    errors: tuple[type[Problem], ...]
    signed: bool = False


def contract_of(view: Callable[..., Any]) -> Contract:
    found: Contract = view.__contract__  # type: ignore[attr-defined]
    return found
