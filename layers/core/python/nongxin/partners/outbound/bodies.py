"""The bodies that partners receive, a model per kind: their JSON Schemas are made from these.

Built by whoever writes the schemas and by tests; what is sent is written by `announce_news`. A body
that changes is a new version.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, create_model

from nongxin.kernel.http.contract import Body

VERSION = 1
Fen = Annotated[int, Field(ge=0, description="whole fen (分)")]


class OfLoan(Body):
    """`reference` is the partner's own number for the order that credit was asked for."""

    county: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="GB/T 2260")]
    reference: str


class Decided(OfLoan):
    """An offer tells its amount and until when it may be signed; the other decisions do not."""

    application_id: str
    decision: Literal["offered", "declined", "withdrawn", "expired"]
    amount_fen: Fen | None = None
    valid_until: AwareDatetime | None = None


class Disbursed(OfLoan):
    application_id: str
    loan_id: str
    amount_fen: Fen


class Due(OfLoan):
    loan_id: str
    due_on: date
    amount_fen: Fen


class Received(OfLoan):
    """`closed`: nothing is owed any more."""

    loan_id: str
    amount_fen: Fen
    principal_fen: Fen
    interest_fen: Fen
    closed: bool


class Overdue(OfLoan):
    loan_id: str
    on: date
    days: Annotated[int, Field(ge=0)]
    overdue_fen: Fen


class LimitChanged(OfLoan):
    """What the bank would lend at most, told where it differs from what was told before."""

    application_id: str
    product: str
    limit_fen: Fen


BODIES: dict[str, type[OfLoan]] = {
    "application.decided": Decided,
    "loan.disbursed": Disbursed,
    "repayment.due": Due,
    "repayment.received": Received,
    "repayment.overdue": Overdue,
    "limit.changed": LimitChanged,
}


@cache
def body_of(kind: str) -> type[Body]:
    """The whole message's model. `sequence` counts what the partner is told, without gaps."""
    return create_model(
        f"{kind}.v{VERSION}",
        __base__=Body,
        type=(Literal[kind], ...),
        version=(Literal[VERSION], ...),
        timestamp=(AwareDatetime, ...),
        sequence=(Annotated[int, Field(ge=1)], ...),
        data=(BODIES[kind], ...),
    )
